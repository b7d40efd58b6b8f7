"""Locks between initializers, which may start together on one volume. The kernel frees them when a holder dies.

They save work and keep logs readable; what is written stays right without them, because every file is written under a
name of its own and put in its place in one step.
"""

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

from gitune_initializer.progress import say

_SECONDS_BETWEEN_TRIES = 0.2
_NOT_SUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}


class Hold(Enum):
    """What trying to lock a file gave."""

    HELD = "held"
    BUSY = "busy"
    UNSUPPORTED = "unsupported"


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file of a target; wait while another process holds it.

    A file system without locks is used without.
    """
    waiting = False

    def wait() -> None:
        nonlocal waiting
        if not waiting:
            say(f"another initializer fills {path.parent.parent}: waiting for it")
            waiting = True

    with held(path, wait):
        yield


@contextmanager
def held(path: Path, wait: Callable[[], None]) -> Iterator[bool]:
    """Hold the lock file at `path`, calling `wait` between tries; False where the file system has no locks."""
    handle, hold = _acquire(path, wait)
    try:
        yield hold is Hold.HELD
    finally:
        os.close(handle)


def _acquire(path: Path, wait: Callable[[], None]) -> tuple[int, Hold]:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            with suppress(PermissionError):
                os.fchmod(handle, 0o666)  # for starts under another user, against the mask of this one
            hold = _try(handle)
            # Who held it before may have removed the file: a lock on a file without a name keeps nobody out.
            if hold is not Hold.BUSY and _is_at(handle, path):
                return handle, hold
            if hold is Hold.BUSY:
                wait()
                time.sleep(_SECONDS_BETWEEN_TRIES)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _try(handle: int) -> Hold:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Hold.BUSY
    except OSError as error:
        if error.errno not in _NOT_SUPPORTED:
            raise
        return Hold.UNSUPPORTED
    return Hold.HELD


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
