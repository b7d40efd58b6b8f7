"""The files of one commit, read from the object database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gitune.git.program import Git, GitError

_FILES = (b"100644", b"100755")
"""Modes of plain files; links and submodules are no files of ours."""


class Snapshot(NamedTuple):
    """One commit's tree."""

    git: Git
    commit: str
    objects: Mapping[str, str]
    """The object of every plain file, by its path from the repository's root."""

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The content of those of the files that the commit has.

        Raises:
            GitError: git cannot read its objects.
        """
        wanted = {path: self.objects[path] for path in paths if path in self.objects}
        if not wanted:
            return {}
        stream = self.git.ask("cat-file", "--batch", data="".join(f"{name}\n" for name in wanted.values()).encode())
        return dict(zip(wanted, _contents(stream), strict=True))

    def below(self, folder: str) -> list[str]:
        """The files below a folder, sorted; `""` is the root."""
        prefix = f"{folder}/" if folder else ""
        return sorted(path for path in self.objects if path.startswith(prefix))

    def changed(self) -> frozenset[str]:
        """Those of the files that are others in the work tree, or not there; what is new in it is not among them.

        Raises:
            GitError: git cannot compare.
        """
        options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules")
        listing = self.git.ask("diff", *options, self.commit, "--", ":/")
        return frozenset(path.decode("utf-8", "surrogateescape") for path in listing.split(b"\0") if path)


def snapshot(git: Git, commit: str) -> Snapshot:
    """Lists a commit's files.

    Raises:
        GitError: git cannot read the commit.
    """
    listing = git.ask("ls-tree", "-r", "-z", "--full-tree", commit)
    entries = (entry.split(b"\t", 1) for entry in listing.split(b"\0") if entry)
    found = ((head.split(b" "), path) for head, path in entries)
    objects = {path.decode("utf-8", "surrogateescape"): head[2].decode() for head, path in found if head[0] in _FILES}
    return Snapshot(git, commit, objects)


def _contents(stream: bytes) -> list[bytes]:
    """The objects of a batch: `<name> <type> <size>`, the bytes, a line break, each."""
    found, at = [], 0
    while at < len(stream):
        end = stream.index(b"\n", at)
        head = stream[at:end].split(b" ")
        if len(head) != 3:
            raise GitError(f"git lacks an object: {stream[at:end].decode(errors='replace')}")
        size = int(head[2])
        found.append(stream[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    return found
