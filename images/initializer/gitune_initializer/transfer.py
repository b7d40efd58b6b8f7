"""The bytes of one file: several segments at once, and a hash that follows behind them.

The hash is made of what stands in the file, not of what passed by, so what another start brought counts in it too.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor

from gitune_initializer.digest import CHUNK, Digest
from gitune_initializer.errors import InitializerError, MismatchError
from gitune_initializer.partial import Partial
from gitune_initializer.progress import Progress, say
from gitune_initializer.request import Entry
from gitune_initializer.retry import Attempts, RetryPolicy, Stop, StoppedError
from gitune_initializer.sources.protocol import BrokenTransferError, NoRangesError, Source

_SEGMENTS_AT_ONCE = 4
_BATCH = 2**18
_SECONDS_BETWEEN_LOOKS = 0.5


class Transfer:
    """Brings what a partial file lacks. Nothing of it is verified until `run` has given its digest."""

    def __init__(self, source: Source, entry: Entry, partial: Partial, retry: RetryPolicy, stop: Stop) -> None:
        self._source, self._entry, self._partial = source, entry, partial
        self._retry, self._stop = retry, stop
        self._failure: BaseException | None = None
        self._waiting = deque(partial.missing())
        self._running = 0
        self._turn = threading.Condition()

    def run(self, streams: Executor, progress: Progress) -> Digest | None:
        """Return the digest of the whole file, or None where the entry has none; raise what a segment failed with."""
        for _ in range(_SEGMENTS_AT_ONCE):
            self._begin_next(streams, progress)
        try:
            return self._follow()
        finally:
            self._end()

    def _follow(self) -> Digest | None:
        digest, position = self._entry.digest, 0
        hasher = digest.hasher(self._entry.size) if digest else None
        buffer = memoryview(bytearray(CHUNK))
        while position < self._entry.size:
            here = self._wait_for(position)
            while position < here:
                size = self._partial.read_into(buffer[: here - position], position)
                if hasher:
                    hasher.update(buffer[:size])
                position += size
        return digest.with_value(hasher.hexdigest()) if digest and hasher else None

    def _wait_for(self, position: int) -> int:
        while (here := self._partial.wait_for(position, _SECONDS_BETWEEN_LOOKS)) <= position:
            if self._failure:
                raise self._failure
            if self._stop.is_set():
                raise StoppedError
        return here

    def _begin_next(self, streams: Executor, progress: Progress) -> None:
        with self._turn:
            if self._waiting and not self._failure and not self._stop.is_set():
                streams.submit(self._segment, self._waiting.popleft(), streams, progress)
                self._running += 1

    def _segment(self, number: int, streams: Executor, progress: Progress) -> None:
        try:
            self._bring(number, progress)
        except BaseException as failure:  # raised again where the whole file is waited for
            self._fail(failure)
        finally:
            with self._turn:
                self._running -= 1
                self._turn.notify_all()
        self._begin_next(streams, progress)

    def _bring(self, number: int, progress: Progress) -> None:
        attempts = Attempts(self._retry, self._source.doing(self._entry), say, self._stop)
        while (rest := self._partial.rest(number)).start < rest.stop:
            try:
                for batch in _batches(self._source.chunks(self._entry, rest), self._check):
                    self._partial.write(number, batch)
                    progress.add(sum(map(len, batch)))
                self._check_end(number)
            except (InitializerError, MismatchError, NoRangesError, StoppedError):
                raise
            except Exception as error:
                if self._partial.rest(number).start > rest.start:
                    attempts.progressed()
                attempts.failed(self._source.judge(error))

    def _fail(self, failure: BaseException) -> None:
        if not self._failure:
            self._failure = failure
            if not isinstance(failure, MismatchError | NoRangesError):
                # Nothing else of this start is of use, and who waits for a silent server need not be waited for.
                self._stop.set()
        self._partial.wake()

    def _check(self) -> None:
        if self._stop.is_set() or self._failure:
            raise StoppedError

    def _check_end(self, number: int) -> None:
        rest = self._partial.rest(number)
        if rest.start < rest.stop:
            raise BrokenTransferError(f"it ended {rest.stop - rest.start} bytes early")

    def _end(self) -> None:
        """Leave nobody behind who would write to a file that this start has given up or closed."""
        self._failure = self._failure or StoppedError()
        with self._turn:
            self._waiting.clear()
            while self._running and not self._stop.is_set():
                self._turn.wait(_SECONDS_BETWEEN_LOOKS)


def _batches(chunks: Iterator[bytes], check: Callable[[], None]) -> Iterator[list[bytes]]:
    """Collect chunks to fewer, larger writes; what came before a failure is given too."""
    batch: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            check()
            batch.append(chunk)
            size += len(chunk)
            if size >= _BATCH:
                yield batch
                batch, size = [], 0
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
