"""The owned tree: what is written, kept, removed and refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gitune.emit.drift import Drift
from gitune.emit.files import FLUX_ROOT, MANIFEST, files_of
from gitune.emit.tree import ForeignFilesError, Tree
from gitune.manifests.model import Rendered, TreeFile


def run(name: str, value: int = 1, extra: bool = False) -> dict[str, bytes]:
    files = [
        TreeFile(f"ns/{name}/run/trainjob.yaml", ({"kind": "TrainJob", "spec": {"value": value}},), "TrainJob"),
        TreeFile(f"ns/{name}/run/torchtune.yaml", ({"lr": value},), None),
        TreeFile(f"flux/ns-{name}.yaml", ({"kind": "Kustomization"}, {"kind": "Kustomization"}), "FluxKustomization"),
    ]
    if extra:
        files.append(TreeFile(f"ns/{name}/runtime/runtime.yaml", ({"kind": "Runtime"},), "ClusterTrainingRuntime"))
    return files_of(Rendered(f"{name}-1", "ns", name, tuple(files)), f"{name}/finetune.yaml")


def snapshot(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_written_tree_has_no_drift_and_lists_itself(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    files = run("a")
    tree.write(files)
    assert snapshot(tmp_path) == tree.expected(files)
    assert not tree.drift(files)
    manifest = json.loads((tmp_path / f"ns/a/{MANIFEST}").read_bytes())
    assert sorted(manifest["files"]) == ["flux/ns-a.yaml", "ns/a/run/torchtune.yaml", "ns/a/run/trainjob.yaml"]
    assert manifest["spec"] == "a/finetune.yaml"


def test_second_write_touches_nothing(tmp_path: Path) -> None:
    tree, files = Tree(tmp_path), run("a")
    tree.write(files)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    assert tree.write(files) == Drift((), (), ())
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_drift_names_changed_missing_and_unexpected_apart(tmp_path: Path) -> None:
    tree, files = Tree(tmp_path), run("a")
    tree.write(files)
    (tmp_path / "ns/a/run/trainjob.yaml").write_text("edited")
    (tmp_path / "ns/a/run/torchtune.yaml").unlink()
    (tmp_path / "ns/a/run/notes.txt").write_text("mine")
    assert tree.drift(files) == Drift(
        ("ns/a/run/trainjob.yaml",), ("ns/a/run/torchtune.yaml",), ("ns/a/run/notes.txt",)
    )


def test_a_run_of_its_own_leaves_its_neighbours(tmp_path: Path) -> None:
    Tree(tmp_path).write(run("a"))
    Tree(tmp_path).write(run("b"))
    assert (tmp_path / "ns/a/run/trainjob.yaml").exists()
    root = (tmp_path / FLUX_ROOT).read_text()
    assert "ns-a.yaml" in root
    assert "ns-b.yaml" in root
    assert not Tree(tmp_path).drift(run("a"))


def test_whole_tree_removes_what_no_spec_makes_any_more(tmp_path: Path) -> None:
    Tree(tmp_path).write(run("a") | run("b"))
    change = Tree(tmp_path, whole=True).write(run("b"))
    assert all("a" in path for path in change.unexpected)
    assert not (tmp_path / "ns/a").exists()
    assert not (tmp_path / "flux/ns-a.yaml").exists()
    assert "ns-a.yaml" not in (tmp_path / FLUX_ROOT).read_text()


def test_file_that_is_no_longer_rendered_goes(tmp_path: Path) -> None:
    Tree(tmp_path).write(run("a", extra=True))
    change = Tree(tmp_path).write(run("a"))
    assert change.unexpected == ("ns/a/runtime/runtime.yaml",)
    assert not (tmp_path / "ns/a/runtime").exists()


def test_foreign_file_stops_everything(tmp_path: Path) -> None:
    foreign = tmp_path / "ns/a/run/trainjob.yaml"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("somebody's own\n")
    with pytest.raises(ForeignFilesError) as caught:
        Tree(tmp_path).write(run("a"))
    assert caught.value.paths == ("ns/a/run/trainjob.yaml",)
    assert snapshot(tmp_path) == {"ns/a/run/trainjob.yaml": b"somebody's own\n"}


def test_a_manifest_cannot_name_files_outside_the_tree(tmp_path: Path) -> None:
    root = tmp_path / "rendered"
    victim = tmp_path / "victim"
    victim.write_text("precious")
    Tree(root).write(run("a"))
    manifest = root / f"ns/a/{MANIFEST}"
    manifest.write_text(json.dumps({"files": {"../victim": "", str(victim): "", "ns/../../victim": ""}}))
    Tree(root, whole=True).write(run("a"))
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("broken", [b"{", b"[]", b'{"files": 3}', b""])
def test_broken_manifest_is_replaced(tmp_path: Path, broken: bytes) -> None:
    Tree(tmp_path).write(run("a"))
    (tmp_path / f"ns/a/{MANIFEST}").write_bytes(broken)
    Tree(tmp_path).write(run("a"))
    assert not Tree(tmp_path).drift(run("a"))


def test_files_are_readable_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        Tree(tmp_path).write(run("a"))
    finally:
        os.umask(before)
    assert (tmp_path / "ns/a/run/trainjob.yaml").stat().st_mode & 0o777 == 0o644


def test_interrupted_write_leaves_whole_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Tree(tmp_path).write(run("a", value=1))
    before = snapshot(tmp_path)
    replace = os.replace

    def fail_on_trainjob(source: str, target: str) -> None:
        if Path(target).name == "trainjob.yaml":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail_on_trainjob)
    with pytest.raises(OSError, match="No space left"):
        Tree(tmp_path).write(run("a", value=2))
    after = snapshot(tmp_path)
    assert after.keys() == before.keys()
    assert after["ns/a/run/trainjob.yaml"] == before["ns/a/run/trainjob.yaml"]
    assert after[f"ns/a/{MANIFEST}"] == before[f"ns/a/{MANIFEST}"]
