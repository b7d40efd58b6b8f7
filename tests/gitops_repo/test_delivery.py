"""The rendered branch and the folder of an artifact, made by the scripts that the pipelines run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gitune.cli.boundary import run
from support.trees import tree_bytes

from .conftest import sh


def published(clone: Path, folder: Path) -> dict[str, bytes]:
    """Every file of the branch as it stands at the remote."""
    sh(clone, "git", "clone", "--quiet", "--branch=rendered", str(clone.parent / "origin.git"), str(folder))
    return {path: data for path, data in tree_bytes(folder).items() if not path.startswith(".git/")}


def rendered(clone: Path) -> dict[str, bytes]:
    return {path: data for path, data in tree_bytes(clone).items() if path.split("/")[0] == "rendered"}


def publish(clone: Path) -> str:
    return sh(clone, "delivery/publish-branch", "rendered")


def commits(clone: Path) -> int:
    return int(sh(clone.parent / "origin.git", "git", "rev-list", "--count", "rendered"))


def test_the_branch_is_the_rendered_trees_and_nothing_else(clone: Path, tmp_path: Path) -> None:
    publish(clone)
    assert published(clone, tmp_path / "one") == rendered(clone)
    assert len(sh(clone, "git", "worktree", "list").splitlines()) == 1


def test_nothing_new_is_no_commit(clone: Path) -> None:
    publish(clone)
    assert publish(clone) == "rendered is up to date\n"
    assert commits(clone) == 1


def test_a_change_is_one_commit_that_names_its_source(clone: Path, tmp_path: Path) -> None:
    publish(clone)
    project = clone / "gitune.yaml"
    project.write_text(project.read_text().replace("training.maxSteps: 200", "training.maxSteps: 300"))
    (clone / "team-b/contract-notes.finetune.yaml").unlink()
    assert run(["compile", "."]) == 0
    publish(clone)
    assert published(clone, tmp_path / "two") == rendered(clone)
    assert not (tmp_path / "two/rendered/prod/team-b").exists()
    assert commits(clone) == 2
    head = sh(clone, "git", "rev-parse", "HEAD").strip()
    assert sh(tmp_path / "two", "git", "log", "-1", "--format=%s") == f"Rendered from {head}\n"


def test_trees_that_git_ignores_are_published_too(clone: Path, tmp_path: Path) -> None:
    """Whoever publishes a branch has no rendered files on main."""
    (clone / ".gitignore").write_text("rendered/\n")
    sh(clone, "git", "rm", "-r", "--quiet", "--cached", "rendered")
    sh(clone, "git", "commit", "--quiet", "--all", "--message=Not here")
    publish(clone)
    assert published(clone, tmp_path / "three") == rendered(clone)


def test_an_artifact_has_the_paths_that_the_cluster_follows(clone: Path, tmp_path: Path) -> None:
    sh(clone, "delivery/collect", str(tmp_path / "artifact"))
    assert tree_bytes(tmp_path / "artifact") == rendered(clone)
    assert (tmp_path / "artifact/rendered/prod/flux/kustomization.yaml").is_file()


@pytest.mark.parametrize("script", ["collect", "publish-branch"])
def test_a_script_stops_at_the_first_error(script: str, clone: Path) -> None:
    shutil.rmtree(clone / "rendered")
    with pytest.raises(AssertionError, match="rendered"):
        sh(clone, f"delivery/{script}", "somewhere")
