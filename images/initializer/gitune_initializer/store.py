"""Content that files of several folders share: one read-only file for each hash, hard linked into the folders.

A file that was verified carries a seal: its time of modification is a time long ago that follows from its hash. Whoever
writes to it, through any of its names, breaks the seal; what has none is hashed again before it is used.
"""

import os
from pathlib import Path

from gitune_initializer.digest import Digest
from gitune_initializer.links import link_or_copy

_READ_ONLY = 0o444
_LONG_AGO = 1_000_000_000  # in seconds; the seals lie in the nine years after it


class Store:
    """The `blobs` folder of a volume."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, digest: Digest, size: int) -> bool:
        """Whether the content is here and is what its name says; what is not is removed."""
        blob = self._blob(digest)
        try:
            status = blob.stat()
            if status.st_size == size and status.st_mtime == _seal(digest):
                return True
            if status.st_size == size and digest.of_file(blob) == digest:
                _apply_seal(blob, digest)
                return True
        except FileNotFoundError:
            return False
        blob.unlink(missing_ok=True)
        return False

    def put(self, file: Path, digest: Digest) -> None:
        """Move a file in that was verified and is on the disk."""
        blob = self._blob(digest)
        blob.parent.mkdir(parents=True, exist_ok=True)
        file.chmod(_READ_ONLY)
        _apply_seal(file, digest)
        # One that another initializer brought meanwhile is replaced by the same; who linked it keeps it.
        file.replace(blob)

    def take(self, digest: Digest, destination: Path, scratch: Path) -> None:
        """Put the content at `destination`, through `scratch` on the same file system; raises `FileNotFoundError`."""
        link_or_copy(self._blob(digest), scratch)
        if scratch.stat().st_mtime != _seal(digest):
            _apply_seal(scratch, digest)
        scratch.replace(destination)
        # Renaming one name of a file to another one of it does nothing.
        scratch.unlink(missing_ok=True)

    def _blob(self, digest: Digest) -> Path:
        return self._folder / digest.algorithm / digest.value[:2] / digest.value


def _seal(digest: Digest) -> int:
    return _LONG_AGO + int(digest.value[:7], 16)


def _apply_seal(path: Path, digest: Digest) -> None:
    try:
        os.utime(path, (_seal(digest), _seal(digest)))
    except PermissionError:
        # Another user's file: it is hashed again each time.
        return
