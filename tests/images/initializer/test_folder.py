"""`file://` and `pvc://`: another folder of this machine."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitune_initializer.partial import Partial
from gitune_initializer.workshop import Workshop
from images.initializer.start import Starter

FILES = {"config.json": b"{}", "model.safetensors": b"weights" * 500, "data/train.parquet": b"PAR1"}


def _write(folder: Path) -> Path:
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def elsewhere(offline: Starter) -> Iterator[Path]:
    """The volume, on another file system than the source."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK) or shared.stat().st_dev == offline.root.stat().st_dev:
        pytest.skip("this machine has no second file system to copy to")
    with tempfile.TemporaryDirectory(dir=shared) as volume:
        (offline.root / "workspace").symlink_to(volume)
        yield Path(volume)


def test_a_folder_arrives_at_its_relative_paths(offline: Starter) -> None:
    _write(offline.root / "data/source")
    outcome = offline("model", "file:///data/source")
    assert outcome.code == 0, outcome.output
    assert offline.tree() == FILES


def test_a_file_arrives_at_its_name(offline: Starter) -> None:
    _write(offline.root / "data/source")
    assert offline("dataset", "file:///data/source/data/train.parquet").code == 0
    assert offline.tree() == {"train.parquet": b"PAR1"}


def test_a_claim_is_read_where_it_is_mounted(offline: Starter) -> None:
    _write(offline.root / "mnt/claims/models/llama")
    assert offline("model", "pvc://models/llama", files=["*.json", "data/**"]).code == 0
    assert set(offline.tree()) == {"config.json", "data/train.parquet"}


def test_a_whole_claim(offline: Starter) -> None:
    _write(offline.root / "mnt/claims/models")
    assert offline("model", "pvc://models/").code == 0
    assert offline.tree() == FILES


def test_files_of_one_file_system_are_linked(offline: Starter) -> None:
    source = _write(offline.root / "data/source")
    assert offline("model", "file:///data/source").code == 0
    assert os.path.samefile(source / "model.safetensors", offline.root / "workspace/model/m/model.safetensors")


def test_files_of_another_file_system_are_copied(offline: Starter, elsewhere: Path) -> None:
    source = _write(offline.root / "data/source")
    outcome = offline("model", "file:///data/source")
    assert outcome.code == 0, outcome.output
    assert offline.tree() == FILES
    assert "fetched 3.4 KiB of 3.4 KiB, 3 of 3 files" in outcome.output
    assert not os.path.samefile(source / "config.json", elsewhere / "model/m/config.json")


@pytest.mark.usefixtures("elsewhere")
def test_a_copy_goes_on_where_it_stopped(offline: Starter) -> None:
    """The partial file of a start that was killed: its first bytes are not read again."""
    source = _write(offline.root / "data/source")
    assert offline("model", "file:///data/source", files=["*.json"]).code == 0
    source_file = source / "model.safetensors"
    identity = f"mtime:{source_file.stat().st_mtime_ns}"
    key = hashlib.sha256(f"file:///data/source\0model.safetensors\0{identity}".encode()).hexdigest()
    workshop = Workshop(offline.shared / "partial")
    partial = Partial(workshop.file(key, sure=True), len(FILES["model.safetensors"]), 2**25)
    partial.write(0, [b"W" * 7])
    partial.close()
    assert offline("model", "file:///data/source").code == 0
    assert offline.tree()["model.safetensors"] == b"W" * 7 + FILES["model.safetensors"][7:]


def test_a_second_start_reads_nothing(offline: Starter) -> None:
    source = _write(offline.root / "data/source")
    assert offline("model", "file:///data/source").code == 0
    for path in sorted(source.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    outcome = offline("model", "file:///data/source")
    assert outcome.code == 0
    assert "already holds 3 files" in outcome.last_line


def test_a_changed_source_replaces_what_an_unfinished_start_brought(offline: Starter) -> None:
    source = _write(offline.root / "data/source")
    assert offline("model", "file:///data/source", files=["config.json"]).code == 0
    (source / "config.json").unlink()
    (source / "config.json").write_bytes(b"[]")
    assert offline("model", "file:///data/source").code == 0
    assert offline.tree() == FILES | {"config.json": b"[]"}


@pytest.mark.parametrize("source", ["file:///nowhere", "pvc://models/nowhere"])
def test_no_such_folder(offline: Starter, source: str) -> None:
    outcome = offline("model", source)
    assert outcome.code == 11
    assert "check STORAGE_URI, and that its volume is mounted" in outcome.last_line


def test_an_empty_folder(offline: Starter) -> None:
    (offline.root / "data").mkdir()
    outcome = offline("model", "file:///data")
    assert outcome.code == 11
    assert "is there at all" in outcome.last_line


def test_a_pattern_without_a_match(offline: Starter) -> None:
    _write(offline.root / "data")
    outcome = offline("model", "file:///data", files=["*.json", "*.bin"])
    assert outcome.code == 11
    assert "'*.bin'" in outcome.last_line
    assert "'*.json'" not in outcome.last_line


@pytest.mark.skipif(os.getuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(offline: Starter) -> None:
    source = _write(offline.root / "data")
    (source / "config.json").chmod(0)
    outcome = offline("model", "file:///data")
    assert outcome.code == 14
    assert "may not read" in outcome.last_line


def test_a_link_out_of_a_claim_is_refused(offline: Starter) -> None:
    claim = _write(offline.root / "mnt/claims/models")
    secret = offline.root / "secret.txt"
    secret.write_text("of the node")
    (claim / "stolen.txt").symlink_to(secret)
    outcome = offline("model", "pvc://models/")
    assert outcome.code == 14
    assert "'stolen.txt' is a link that leads out of the claim" in outcome.last_line
    assert not (offline.root / "workspace/model/m/stolen.txt").exists()


def test_a_link_within_a_claim_is_followed(offline: Starter) -> None:
    """The layout of a Hub's cache: names in `snapshots` are links to content in `blobs`."""
    claim = offline.root / "mnt/claims/models"
    _write(claim / "blobs")
    (claim / "snapshots").mkdir()
    (claim / "snapshots/config.json").symlink_to("../blobs/config.json")
    assert offline("model", "pvc://models/snapshots").code == 0
    assert offline.tree() == {"config.json": b"{}"}
    assert not (offline.root / "workspace/model/m/config.json").is_symlink()


def test_the_initializers_own_folder_is_not_a_source(offline: Starter) -> None:
    source = _write(offline.root / "data")
    (source / ".gitune").mkdir()
    (source / ".gitune/planted.json").write_text("{}")
    outcome = offline("model", "file:///data")
    assert outcome.code == 14
    assert ".gitune/planted.json" in outcome.last_line


def test_a_target_in_its_source_is_refused(offline: Starter) -> None:
    _write(offline.root / "workspace")
    outcome = offline("model", "file:///workspace")
    assert outcome.code == 2
    assert "lies in the source itself" in outcome.last_line
