"""What a source says that it has, whatever kind of source it is."""

from __future__ import annotations

import hashlib
from typing import NamedTuple, Protocol

from gitune.lock.model import LockedFile
from gitune.resolve.failures import Failure


class RemoteFile(NamedTuple):
    """One file of a source, and what the source says of its bytes."""

    path: str
    size: int
    sha256: str | None = None
    git_oid: str | None = None
    etag: str | None = None
    version: str | None = None

    def locked(self) -> LockedFile:
        """The file as the lock says it."""
        return LockedFile.model_construct(**self._asdict())


class Listing(NamedTuple):
    """All files of a source at one revision."""

    revision: str | None
    """The commit or digest that this is; None for what has no versions."""
    files: tuple[RemoteFile, ...]
    page: str
    """Where a person can look at it."""
    license: str | None = None
    gated: bool = False

    def find(self, path: str) -> RemoteFile | None:
        """The file at that path."""
        return next((file for file in self.files if file.path == path), None)


class Remote(Protocol):
    """A source that can be asked. Everything raises `Failure`."""

    def listing(self, revision: str | None) -> Listing:
        """The files at a branch, tag, commit or digest; None where there are no versions."""

    def read(self, listing: Listing, file: RemoteFile, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` to before `end` (default: the file's end)."""


def read_whole(remote: Remote, listing: Listing, file: RemoteFile) -> bytes:
    """All bytes of a file; they are what its hash says.

    Raises:
        Failure: twice they were not (GT440).
    """
    for _ in range(2):
        data = remote.read(listing, file, 0, file.size)
        if _is_what_it_says(data, file):
            return data
    message = f"`{file.path}` arrives with other bytes than {listing.page} says"
    raise Failure("GT440", message, "check the proxy or mirror in between, then try again")


def _is_what_it_says(data: bytes, file: RemoteFile) -> bool:
    if file.sha256:
        return hashlib.sha256(data).hexdigest() == file.sha256
    if file.git_oid:
        blob = b"blob %d\0" % len(data) + data
        return hashlib.sha1(blob, usedforsecurity=False).hexdigest() == file.git_oid
    return len(data) == file.size
