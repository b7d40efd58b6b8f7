"""The last commits of the repositories that files lie in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from gitune.git.program import Git, GitError
from gitune.git.snapshot import snapshot
from gitune.listing.owners import CodeOwners, code_owners


class Repository(NamedTuple):
    """A repository's work tree, and what its last commit holds."""

    root: Path
    owners: CodeOwners
    commit: str | None = None
    """None before the first commit, and where git cannot read it."""
    objects: Mapping[str, str] = {}
    """The object of every file of the commit, by its path from the root."""
    problem: str | None = None
    """Why git could not be asked."""

    def within(self, path: Path) -> str | None:
        """A path from the root; None for what lies outside."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return None

    def holds(self, path: str, data: bytes) -> bool:
        """Whether the last commit has these bytes at this path."""
        name = self.objects.get(path)
        return name is not None and name == _object_name(data, len(name))


class Repositories:
    """Each is asked once: two calls of git, however many specs there are."""

    def __init__(self) -> None:
        self._known: dict[Path, Repository] = {}

    def at(self, root: Path) -> Repository:
        """The repository with this root; where Git knows nothing of the folder, one without a commit."""
        if root not in self._known:
            self._known[root] = _read(root) if (root / ".git").exists() else Repository(root, code_owners(root))
        return self._known[root]

    def commit(self) -> str | None:
        """The last commit, where all that was asked for lies in one repository."""
        found = {repository.commit for repository in self._known.values()}
        return found.pop() if len(found) == 1 else None

    def problems(self) -> list[str]:
        """Why git could not be asked."""
        return [repository.problem for repository in self._known.values() if repository.problem]


def _read(root: Path) -> Repository:
    git, owners = Git(root), code_owners(root)
    try:
        commit = git.commit("HEAD")
        if commit is None:  # before the first commit git still answers this, and says why where it does not
            git.ask("rev-parse", "--git-dir")
            return Repository(root, owners)
        return Repository(root, owners, commit, snapshot(git, commit).objects)
    except GitError as error:
        return Repository(root, owners, problem=str(error))


def _object_name(data: bytes, length: int) -> str:
    """How git names a file's content: by SHA-1, or SHA-256 in a repository that was made so."""
    content = b"blob %d\0" % len(data) + data
    made = hashlib.sha256(content) if length == 64 else hashlib.sha1(content, usedforsecurity=False)
    return made.hexdigest()
