"""A remote file that can be read from anywhere, in few requests."""

from __future__ import annotations

import io
from collections.abc import Callable

TAIL = 64 << 10
"""Bytes of the end that come with the first request: nearly every parquet footer fits."""
_BLOCK = 1 << 20

Reader = Callable[[int, int], bytes]
"""Gives the bytes from the first number to before the second."""


class RangeFile(io.RawIOBase):
    """Seekable and read only. What was read ahead is kept; everything else is asked for block by block."""

    def __init__(self, size: int, reader: Reader) -> None:
        self._size, self._reader, self._position = size, reader, 0
        self._kept: list[tuple[int, bytes]] = []

    def ahead(self, start: int, end: int) -> None:
        """Reads a stretch with one request, and forgets the stretches before it but the tail."""
        start, end = max(0, start), min(end, self._size)
        if not self._held(start, end):
            self._kept = [*self._kept[:1], (start, self._reader(start, end))]

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next read starts."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a place."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, origin + offset)
        return self._position

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        end = self._size if size < 0 else min(self._position + size, self._size)
        start, self._position = self._position, max(self._position, end)
        if end <= start:
            return b""
        if not self._held(start, end):
            self.ahead(start, max(end, min(start + _BLOCK, self._size)))
        return self._held(start, end) or b""

    def _held(self, start: int, end: int) -> bytes | None:
        for begin, data in self._kept:
            if begin <= start and end <= begin + len(data):
                return data[start - begin : end - begin]
        return None
