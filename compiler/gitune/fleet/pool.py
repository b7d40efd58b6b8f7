"""Work spread over processes.

Each worker is a fork: it has everything that was read, and sends back what it made of it. Work is taken in chunks from
one pipe, which closes when there is no more; results come back through a pipe of each worker's own. No lock is held by
anybody, so that a worker can die at any point and the others are not kept waiting.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

_PIPE = 4_096
"""Chunks at most: their numbers fit into the smallest pipe that there is."""
_PER_WORKER = 32
_HEAD = 8
_READ = 1 << 20


class WorkerError(Exception):
    """A worker ended before its work did. The message holds what it said last."""


def can_spread() -> bool:
    """Whether this system copies processes; where it does not, work is done in this one."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def spread(work: Callable[[int], T], count: int, jobs: int) -> list[T]:
    """What `work` makes of 0 to `count` - 1, in that order, by as many processes as `jobs` says.

    Raises:
        WorkerError: a worker died, or `work` raised.
    """
    jobs = min(jobs, count)
    if jobs <= 1 or not can_spread():
        return [work(number) for number in range(count)]
    size = max(1, count // (jobs * _PER_WORKER), -(-count // _PIPE))
    return _Pool(work, count, size).results(jobs)


class _Pool:
    """The parent's side."""

    def __init__(self, work: Callable[[int], Any], count: int, size: int) -> None:
        self._work = work
        self._count = count
        self._size = size
        self._workers: dict[int, int] = {}
        """Process by the end of the pipe that its results come from."""
        self._found: dict[int, list[Any]] = {}
        self._parts: dict[int, bytearray] = {}

    def results(self, jobs: int) -> list[Any]:
        """Starts the workers and waits for them."""
        chunks = -(-self._count // self._size)
        tasks, numbers = os.pipe()
        os.write(numbers, b"".join(number.to_bytes(4, "big") for number in range(chunks)))
        try:
            for _ in range(jobs):
                self._start(tasks, numbers)
            os.close(numbers)
            os.close(tasks)
            self._collect()
        except BaseException:
            self._stop()
            raise
        if len(self._found) != chunks:
            raise WorkerError("workers left work undone")
        return [each for number in range(chunks) for each in self._found[number]]

    def _start(self, tasks: int, numbers: int) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            # Python warns where other threads run, as in a test runner: a worker touches nothing of theirs
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
        if process == 0:
            for end in (numbers, reading, *self._workers):
                os.close(end)
            _serve(self._work, self._count, self._size, tasks, writing)
        os.close(writing)
        self._workers[reading] = process
        self._parts[reading] = bytearray()

    def _collect(self) -> None:
        import select  # noqa: PLC0415 (a compile of one spec has no use for it)

        poll = select.poll()
        for end in self._workers:
            poll.register(end, select.POLLIN)
        while self._workers:
            for end, _ in poll.poll():
                data = os.read(end, _READ)
                if data:
                    self._parts[end] += data
                    self._take(end)
                else:
                    poll.unregister(end)
                    self._ended(end)

    def _take(self, end: int) -> None:
        """Every result that has come whole."""
        import pickle  # noqa: PLC0415

        part = self._parts[end]
        while len(part) >= _HEAD and len(part) >= _HEAD + (size := int.from_bytes(part[:_HEAD], "big")):
            number, result = pickle.loads(part[_HEAD : _HEAD + size])  # noqa: S301 (from our own fork)
            del part[: _HEAD + size]
            if number is None:
                raise WorkerError(result)
            self._found[number] = result

    def _ended(self, end: int) -> None:
        process = self._workers.pop(end)
        os.close(end)
        _, status = os.waitpid(process, 0)
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGINT:
            raise KeyboardInterrupt
        if code < 0:
            raise WorkerError(f"a worker was ended by signal {-code}")
        if code:
            raise WorkerError(f"a worker ended with {code}")

    def _stop(self) -> None:
        """Nobody is left behind, whatever happened."""
        for process in self._workers.values():
            os.kill(process, signal.SIGKILL)
        for end, process in self._workers.items():
            os.waitpid(process, 0)
            os.close(end)
        self._workers.clear()


def _serve(work: Callable[[int], Any], count: int, size: int, tasks: int, results: int) -> NoReturn:
    """A worker's life. It leaves without taking itself apart, and without writing what the parent has yet to write."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        code = _served(work, count, size, tasks, results)
    finally:
        os._exit(code)


def _served(work: Callable[[int], Any], count: int, size: int, tasks: int, results: int) -> int:
    import pickle  # noqa: PLC0415 (see above)

    try:
        while chunk := os.read(tasks, 4):
            number = int.from_bytes(chunk, "big")
            made = [work(each) for each in range(number * size, min(count, (number + 1) * size))]
            _send(results, pickle.dumps((number, made), pickle.HIGHEST_PROTOCOL))
    except BrokenPipeError:
        return 0  # the parent has gone, and wants nothing more
    except Exception:
        import traceback  # noqa: PLC0415

        _send(results, pickle.dumps((None, traceback.format_exc())))
    return 0


def _send(results: int, data: bytes) -> None:
    rest = memoryview(len(data).to_bytes(_HEAD, "big") + data)
    while rest:
        rest = rest[os.write(results, rest) :]
