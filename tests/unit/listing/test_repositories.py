"""What the last commit holds, asked of real repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gitune.listing.repositories import Repositories


@pytest.fixture(params=["sha1", "sha256"])
def repo(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@b")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git(tmp_path, "init", "-q", f"--object-format={request.param}")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def test_a_commit_holds_bytes(repo: Path) -> None:
    (repo / "ü b").mkdir()
    (repo / "ü b" / "c").write_bytes(b"one\n")
    git(repo, "add", "-A")
    assert not Repositories().at(repo).holds("ü b/c", b"one\n")
    git(repo, "commit", "-q", "-m", "one")
    held = Repositories().at(repo)
    assert held.holds("ü b/c", b"one\n")
    assert not held.holds("ü b/c", b"two\n")
    assert not held.holds("c", b"one\n")


def test_before_the_first_commit_and_without_git(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty, bare = Repositories(), Repositories()
    assert (empty.at(repo).commit, empty.problems()) == (None, [])
    assert (bare.at(tmp_path_factory.mktemp("none")).commit, bare.problems()) == (None, [])


def test_git_that_refuses_is_a_problem_and_no_crash(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / ".git" / "HEAD").write_text("nonsense\n")
    broken = Repositories()
    assert broken.at(repo).commit is None
    assert len(broken.problems()) == 1
    monkeypatch.setenv("PATH", "")
    absent = Repositories()
    assert absent.at(repo).objects == {}
    assert absent.problems() == ["the program `git` is not installed"]


def test_several_repositories_have_no_commit_in_common(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    git(repo, "commit", "-q", "--allow-empty", "-m", "one")
    found = Repositories()
    found.at(repo)
    assert found.commit() is not None
    found.at(tmp_path_factory.mktemp("other"))
    assert found.commit() is None
