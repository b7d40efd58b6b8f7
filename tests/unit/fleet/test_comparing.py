"""One run's files and the tree."""

from __future__ import annotations

import json
from pathlib import Path

from gitune.canonical.digest import sha256_hex
from gitune.fleet.comparing import beside, drift, same, seals_of, unbroken

MANIFEST = "ns/a/gitune-manifest.json"


def run(value: str = "1") -> dict[str, bytes]:
    files = {"ns/a/run/x.yaml": value.encode(), "ns/a/run/y.yaml": b"y", "flux/ns-a.yaml": b"f"}
    listing = {"files": {path: f"sha256:{sha256_hex(data)}" for path, data in files.items()}}
    return {**files, MANIFEST: json.dumps(listing).encode()}


def put(root: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def test_a_tree_as_it_should_be(tmp_path: Path) -> None:
    put(tmp_path, run())
    assert same(tmp_path, run())
    assert not any(drift(tmp_path, run()))
    assert set(unbroken(tmp_path, seals_of(run())) or ()) == set(run())


def test_only_the_manifest_is_sealed() -> None:
    assert set(seals_of(run())) == {MANIFEST}
    assert set(seals_of({"a/b/c": b"1"})) == {"a/b/c"}


def test_every_file_counts(tmp_path: Path) -> None:
    seals = seals_of(run())
    for path in run():
        for data in (None, b"", b"other"):
            put(tmp_path, run())
            (tmp_path / path).unlink()
            if data is not None:
                (tmp_path / path).write_bytes(data)
            assert unbroken(tmp_path, seals) is None
            assert not same(tmp_path, run())
            assert path in (drift(tmp_path, run()).changed if data is not None else drift(tmp_path, run()).missing)


def test_a_manifest_that_fits_its_files_and_not_the_seal(tmp_path: Path) -> None:
    put(tmp_path, run("2"))
    assert unbroken(tmp_path, seals_of(run("1"))) is None


def test_what_stands_beside(tmp_path: Path) -> None:
    put(tmp_path, run() | {"ns/a/run/more.yaml": b"", "flux/other.yaml": b"", "ns/b/x.yaml": b""})
    assert beside(tmp_path, run()) == ["ns/a/run/more.yaml"]
    assert drift(tmp_path, run()).unexpected == ("ns/a/run/more.yaml",)


def test_what_an_old_manifest_lists(tmp_path: Path) -> None:
    listing = {"files": {"ns/a/old.yaml": "", "gone.yaml": "", "../out.yaml": "", "/etc/hostname": ""}}
    put(tmp_path, run() | {MANIFEST: json.dumps(listing).encode(), "ns/a/old.yaml": b"", "gone.yaml": b""})
    (tmp_path / "gone.yaml").unlink()
    assert drift(tmp_path, run()).unexpected == ("ns/a/old.yaml",)


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "ns/a/run/x.yaml").mkdir(parents=True)
    assert "ns/a/run/x.yaml" in drift(tmp_path, run()).missing
