"""The cache on disk: one file of lines, replaced as a whole.

A line is a key, the SHA-256 of key and value, and the value. Whatever a line does not prove is as if it were not there:
a file of another format, half a file, a line that somebody changed or put under another key.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

from gitune.canonical.digest import sha256_hex

FORMAT = b"gitune cache 1"
MAX_BYTES = 64 << 20
"""What is used least goes first: lines are in the order of their last use, the newest on top."""
_HEX = 64
_ABANDONED = 3_600.0
"""Seconds after which a file that another process was writing is nobody's."""


class Store:
    """What earlier compiles left, by key."""

    def __init__(self, file: Path, lines: dict[bytes, bytes]) -> None:
        self.file = file
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def get(self, key: str) -> bytes | None:
        """A value that is as it was written; None otherwise."""
        name = key.encode()
        line = self._lines.get(name, b"")
        value = line[2 * (_HEX + 1) :]
        return value if line == _line(name, value) else None

    def save(self, made: Iterable[bytes], used: Iterable[str]) -> None:
        """Replaces the file: what was made now, what was used, what was there. Where that fails, nothing is lost."""
        names = [key.encode() for key in used]
        old = (*(self._lines[name] for name in names if name in self._lines), *self._lines.values())
        new = {line[:_HEX]: line for line in made}
        kept: dict[bytes, bytes] = {}
        size = 0
        for line in (*new.values(), *old):
            if line[:_HEX] not in kept and (size := size + len(line) + 1) <= MAX_BYTES:
                kept[line[:_HEX]] = line
        with contextlib.suppress(OSError):
            _replace(self.file, b"\n".join([FORMAT, *kept.values(), b""]))


def open_store(file: Path) -> Store:
    """What the file has; nothing where it cannot be read or is no cache of this format."""
    try:
        head, *lines = file.read_bytes().split(b"\n")
    except OSError:
        return Store(file, {})
    if head != FORMAT:
        return Store(file, {})
    return Store(file, {line[:_HEX]: line for line in lines if len(line) > 2 * _HEX})


def line_of(key: str, value: bytes) -> bytes:
    """What `Store.save` takes."""
    return _line(key.encode(), value)


def _line(key: bytes, value: bytes) -> bytes:
    return b" ".join([key, sha256_hex(key + b" " + value).encode(), value])


def _replace(file: Path, data: bytes) -> None:
    """Whole or not at all, also when two processes do it at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    for left in file.parent.glob(f"{file.name}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
    temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, file)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
