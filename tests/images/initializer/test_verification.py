"""Nothing unverified stands in a target: a flipped bit is deleted, fetched once more, and then refused."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from images.hub import Blob, Cut, Flip, Hub, Repository, Status
from images.initializer.start import Starter, pin_of, pins_of

WEIGHTS = bytes(range(256)) * 8000
FILES = {"config.json": b"{}", "model.safetensors": WEIGHTS}


@pytest.fixture(params=["with pins", "without pins"])
def locked(request: pytest.FixtureRequest, hub: Hub, start: Starter) -> str:
    commit = hub.add("org/m", Repository()).commit(FILES)
    if request.param == "with pins":
        start.pin("model", "hf://org/m", commit, pins_of(FILES))
    return commit


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("path", FILES)
def test_a_flipped_bit_is_fetched_again(hub: Hub, start: Starter, path: str) -> None:
    hub.faults[path].append(Flip(1))
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0, outcome.output
    assert "deleted, and fetched again from zero" in outcome.output
    assert start.tree() == FILES


@pytest.mark.usefixtures("locked")
def test_a_flipped_bit_twice_is_refused_with_both_hashes(hub: Hub, start: Starter) -> None:
    hub.faults["model.safetensors"].extend([Flip(7)] * 9)
    outcome = start("model", "hf://org/m")
    assert outcome.code == 18
    flipped = WEIGHTS[:7] + bytes([WEIGHTS[7] ^ 1]) + WEIGHTS[8:]
    for content in (WEIGHTS, flipped):
        assert hashlib.sha256(content).hexdigest() in outcome.last_line
    assert len(hub.faults["model.safetensors"]) == 7
    assert start.partials() == []
    assert "model.safetensors" not in start.tree()
    hub.faults.clear()
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES


def test_git_hashes_are_said_as_such(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["config.json"].extend([Flip(0)] * 2)
    outcome = start("model", "hf://org/m")
    assert outcome.code == 18
    assert f"git:{Blob(b'{}', 2, lfs=False).oid}" in outcome.last_line
    assert f"git:{Blob(b'z}', 2, lfs=False).oid}" in outcome.last_line


def test_a_bit_that_flips_before_a_break_is_found(hub: Hub, start: Starter) -> None:
    """What an earlier start or answer brought counts in the hash too."""
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].extend([Cut(500_000), *[Status(503)] * 6])
    assert start("model", "hf://org/m").code == 20
    [partial] = start.partials()
    with partial.open("r+b") as file:
        file.write(b"damaged")
    hub.faults.clear()
    outcome = start("model", "hf://org/m")
    assert outcome.code == 0
    assert "fetched again from zero" in outcome.output
    assert start.tree() == FILES


def test_a_file_of_another_size_than_pinned(hub: Hub, start: Starter) -> None:
    commit = hub.add("org/m", Repository()).commit(FILES)
    start.pin("model", "hf://org/m", commit, [pin_of("config.json", b"{ }")])
    outcome = start("model", "hf://org/m")
    assert outcome.code == 18
    assert "is 2 bytes, twice, but the lock says 3 bytes" in outcome.last_line


@pytest.fixture(params=["linked", "copied"])
def claim(request: pytest.FixtureRequest, offline: Starter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder to read, on the file system of the volume or on another."""
    if request.param == "copied":
        volume = Path("/dev/shm") / f"gitune-test-{os.getpid()}-{offline.root.name}"
        if not os.access("/dev/shm", os.W_OK) or Path("/dev/shm").stat().st_dev == offline.root.stat().st_dev:
            pytest.skip("this machine has no second file system to copy to")
        volume.mkdir()
        (offline.root / "workspace").symlink_to(volume)
    source = offline.root / "mnt/claims/c"
    source.mkdir(parents=True)
    for path, content in FILES.items():
        (source / path).write_bytes(content)
    yield source
    if request.param == "copied":
        for path in sorted(volume.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        volume.rmdir()


def test_a_pinned_claim_is_verified(offline: Starter, claim: Path) -> None:
    offline.pin("model", "pvc://c", None, pins_of(FILES))
    assert offline("model", "pvc://c").code == 0
    assert offline.tree() == FILES


def test_a_claim_that_is_not_what_was_pinned(offline: Starter, claim: Path) -> None:
    offline.pin("model", "pvc://c", None, pins_of(FILES))
    (claim / "config.json").write_bytes(b"[]")
    outcome = offline("model", "pvc://c")
    assert outcome.code == 18
    for content in (b"{}", b"[]"):
        assert hashlib.sha256(content).hexdigest() in outcome.last_line
    assert "config.json" not in offline.tree()
