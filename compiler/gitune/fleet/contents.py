"""What folders hold, as one digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

_COMPILED = "__pycache__"


def content_digest(folders: Sequence[Path]) -> bytes:
    """SHA-256 over the names and bytes of all files. Times do not count: who copies files gets the same.

    Raises:
        OSError: something cannot be read.
    """
    digest = hashlib.sha256()
    for folder in folders:
        start = len(str(folder))
        for file in _files(str(folder)):
            with open(file, "rb", 0) as stream:
                own = hashlib.sha256(stream.readall()).digest()
            digest.update(os.fsencode(file[start:]) + b"\0" + own)
        digest.update(b"\0\0")
    return digest.digest()


def content_stamp(folders: Sequence[Path]) -> tuple[object, ...]:
    """What changes when somebody writes into the folders while we look; cheaper than the digest, and no substitute.

    Raises:
        OSError: something cannot be read.
    """
    found = ((file, os.stat(file)) for folder in folders for file in _files(str(folder)))
    return tuple((file, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for file, stat in found)


def _files(folder: str) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        raise error

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if name != _COMPILED)
        if any(os.path.islink(f"{parent}/{name}") for name in folders):
            raise OSError("a link to a folder: what it holds may lie anywhere")
        yield from (f"{parent}/{name}" for name in sorted(files))
