"""A file that is still arriving, in segments that may come in any order and from several threads.

Behind its content stands its ledger: for each segment, how many of its bytes are here. So whoever takes the file over
from a process that was killed knows what to ask for, from this one file. A ledger line is written after its bytes.
"""

import os
import struct
import threading
from pathlib import Path
from typing import NamedTuple

_COUNT = struct.Struct("<Q")


class Span(NamedTuple):
    """The bytes from `start` to before `stop` of a file."""

    start: int
    stop: int


class Partial:
    """The open file at `path`, of `size` bytes in the end; segments have `segment` bytes, the last one the rest."""

    def __init__(self, path: Path, size: int, segment: int) -> None:
        self.path, self.size = path, size
        self._spans = [Span(start, min(start + segment, size)) for start in range(0, size, segment or 1)]
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self._arrival = threading.Condition()
        self._counts = self._read_ledger()
        self._first = 0

    def close(self) -> None:
        """Close the file; it stays where it is."""
        os.close(self._handle)

    @property
    def here(self) -> int:
        """Bytes that have arrived."""
        return sum(self._counts)

    def missing(self) -> list[int]:
        """The segments that are not whole."""
        rests = map(self._rest, range(len(self._spans)))
        return [number for number, rest in enumerate(rests) if rest.start < rest.stop]

    def rest(self, number: int) -> Span:
        """The bytes that a segment lacks."""
        with self._arrival:
            return self._rest(number)

    def write(self, number: int, pieces: list[bytes]) -> None:
        """Add bytes to a segment, behind those that it has."""
        size = sum(map(len, pieces))
        position = self._rest(number).start
        _write_all(self._handle, pieces, position)
        os.pwrite(self._handle, _COUNT.pack(self._counts[number] + size), self.size + number * _COUNT.size)
        with self._arrival:
            self._counts[number] += size
            self._arrival.notify_all()

    def wait_for(self, position: int, seconds: float) -> int:
        """Wait until bytes behind `position` are here, or for that long; return up to where there is no gap."""
        with self._arrival:
            self._arrival.wait_for(lambda: self._gapless() > position, seconds)
            return self._gapless()

    def wake(self) -> None:
        """End all waiting."""
        with self._arrival:
            self._arrival.notify_all()

    def read_into(self, buffer: memoryview, position: int) -> int:
        """Read bytes that are here."""
        return os.preadv(self._handle, [buffer], position)

    def finish(self) -> None:
        """Cut the ledger off and bring the content to the disk."""
        os.ftruncate(self._handle, self.size)
        os.fsync(self._handle)

    def discard(self) -> None:
        """Forget all that has arrived."""
        self._counts = [0] * len(self._spans)
        self._first = 0
        os.ftruncate(self._handle, 0)
        os.ftruncate(self._handle, self._length)

    @property
    def _length(self) -> int:
        return self.size + len(self._spans) * _COUNT.size

    def _rest(self, number: int) -> Span:
        span = self._spans[number]
        return Span(span.start + self._counts[number], span.stop)

    def _gapless(self) -> int:
        while self._first < len(self._spans) and self._rest(self._first).start == self._spans[self._first].stop:
            self._first += 1
        return self.size if self._first == len(self._spans) else self._rest(self._first).start

    def _read_ledger(self) -> list[int]:
        if os.fstat(self._handle).st_size != self._length:
            os.ftruncate(self._handle, 0)
            os.ftruncate(self._handle, self._length)
        ledger = os.pread(self._handle, len(self._spans) * _COUNT.size, self.size)
        counts = [count for (count,) in _COUNT.iter_unpack(ledger)]
        fits = all(count <= span.stop - span.start for count, span in zip(counts, self._spans, strict=True))
        return counts if fits else [0] * len(self._spans)


def _write_all(handle: int, pieces: list[bytes], position: int) -> None:
    written = os.pwritev(handle, pieces, position)
    rest = memoryview(b"".join(pieces))[written:] if written < sum(map(len, pieces)) else memoryview(b"")
    while rest:
        written += (step := os.pwrite(handle, rest, position + written))
        rest = rest[step:]
