"""What differs between a commit and the work tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gitune.git.changes import changed_since, contents
from gitune.git.program import Git, GitError


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@b")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    (tmp_path / "sub").mkdir()
    for name in ("kept", "edited", "gone", "moved", "sub/ä b"):
        (tmp_path / name).write_text(f"{name}\n")
    (tmp_path / ".gitignore").write_text("ignored\n")
    run(tmp_path, "init", "-q", "-b", "main")
    run(tmp_path, "add", "-A")
    run(tmp_path, "commit", "-qm", "one")
    return Git(tmp_path)


def run(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def test_nothing(git: Git) -> None:
    assert changed_since(git, "HEAD") == frozenset()


@pytest.mark.parametrize("state", ["work tree", "staged", "committed"])
def test_whatever_is_another(git: Git, state: str) -> None:
    (git.root / "edited").write_text("other\n")
    (git.root / "gone").unlink()
    (git.root / "moved").rename(git.root / "sub" / "moved")
    (git.root / "sub" / "ä b").write_text("other\n")
    (git.root / "new").write_text("new\n")
    (git.root / "ignored").write_text("x\n")
    if state != "work tree":
        run(git.root, "add", "-A")
    if state == "committed":
        run(git.root, "commit", "-qm", "two")
    commit = "HEAD^" if state == "committed" else "HEAD"
    expected = {"edited", "gone", "moved", "sub/moved", "sub/ä b", "new"}
    assert changed_since(git, commit) == expected


def test_a_repository_inside_is_one_path(git: Git) -> None:
    (git.root / "inner").mkdir()
    run(git.root / "inner", "init", "-q")
    (git.root / "inner" / "file").write_text("x\n")
    run(git.root / "inner", "add", "-A")
    run(git.root / "inner", "commit", "-qm", "inner")
    assert changed_since(git, "HEAD") == {"inner"}


def test_contents(git: Git) -> None:
    found = contents(git, "HEAD", ["kept", "none", "sub", "sub/ä b", "gone"])
    assert found == {"kept": b"kept\n", "sub/ä b": "sub/ä b\n".encode(), "gone": b"gone\n"}
    assert contents(git, "HEAD", []) == {}


def test_no_such_commit(git: Git) -> None:
    with pytest.raises(GitError):
        changed_since(git, "nowhere")
