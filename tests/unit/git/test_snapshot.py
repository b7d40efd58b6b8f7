"""What git says of a commit's files, and of those that are others in the work tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.git.program import GitError, repository
from gitune.git.snapshot import Snapshot, snapshot
from support.gitrepo import begin, git, put


@pytest.fixture
def taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """A snapshot of a commit with files of odd names, after which the work tree has changed."""
    folder = begin(tmp_path / "re po", monkeypatch)
    for name in ("same", "edited", "gone", "staged", "moved", "ü und\tmehr"):
        put(f"a/{name}", name)
    put(".gitignore", "ignored\n")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    return snapshot(repository(folder), git("rev-parse", "HEAD").strip())


def test_what_is_as_it_was_is_not_changed(taken: Snapshot) -> None:
    assert taken.changed() == frozenset()


def test_every_way_to_change_a_file_counts_and_what_is_new_does_not(taken: Snapshot) -> None:
    put("a/edited", "other")
    put("a/ü und\tmehr", "other")
    Path("a/gone").unlink()
    put("a/staged", "other")
    git("add", "a/staged")
    git("mv", "a/moved", "a/there")
    put("new", "")
    put("ignored", "")
    found = taken.changed()
    assert found & taken.objects.keys() == {
        f"a/{name}" for name in ("edited", "gone", "staged", "moved", "ü und\tmehr")
    }
    assert not found & {"new", "ignored", "a/same"}


def test_a_later_commit_counts_too(taken: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a/edited", "other")
    git("commit", "-q", "-a", "-m", "two")
    monkeypatch.chdir("a")
    assert taken.changed() == {"a/edited"}


def test_a_file_that_is_as_it_was_but_for_its_time_is_not_changed(taken: Snapshot) -> None:
    put("a/same", "same")
    assert taken.changed() == frozenset()


def test_a_commit_that_is_not_there_cannot_be_compared(taken: Snapshot) -> None:
    with pytest.raises(GitError):
        taken._replace(commit="0" * 40).changed()
