"""Hashes of content: sha256, or the sha1 of a git blob, which a Hub knows of files outside its large file storage."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK = 2**20
"""Bytes that are read and hashed at once: memory does not grow with a file."""

_FORMS = {"sha256": re.compile(r"[0-9a-f]{64}"), "git": re.compile(r"[0-9a-f]{40}")}


class Hasher(Protocol):
    """What hashlib gives."""

    def update(self, data: memoryview, /) -> None:
        """Take more bytes; more than 2 KiB are hashed while other threads run."""

    def hexdigest(self) -> str:
        """Return the hash of all that was taken."""


@dataclass(frozen=True)
class Digest:
    """The hash that a content must have; written `sha256:…` or `git:…`."""

    algorithm: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "Digest | None":
        """Read a written digest; None for anything else."""
        algorithm, _, value = text.partition(":")
        form = _FORMS.get(algorithm)
        return cls(algorithm, value) if form and form.fullmatch(value) else None

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"

    def hasher(self, size: int) -> Hasher:
        """Begin the hash of a content of that size: git puts it in front of the bytes."""
        if self.algorithm == "git":
            return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        return hashlib.sha256()

    def with_value(self, value: str) -> "Digest":
        """Another content's digest, of the same algorithm."""
        return Digest(self.algorithm, value)

    def of_file(self, path: Path) -> "Digest":
        """Hash the file at `path` as this digest's algorithm does."""
        with path.open("rb", buffering=0) as file:
            hasher = self.hasher(path.stat().st_size)
            for piece in _pieces(file.readinto):
                hasher.update(piece)
        return self.with_value(hasher.hexdigest())


class _ReadInto(Protocol):
    def __call__(self, buffer: memoryview, /) -> int | None: ...


def _pieces(read_into: _ReadInto) -> Iterator[memoryview]:
    buffer = memoryview(bytearray(CHUNK))
    while size := read_into(buffer):
        yield buffer[:size]
