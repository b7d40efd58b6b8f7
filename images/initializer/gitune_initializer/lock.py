"""One initializer at a time fills a folder: two runs may share a volume, and start together."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gitune_initializer.progress import say

_SECONDS_BETWEEN_TRIES = 1.0
_NOT_SUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`; wait while another process holds it. The kernel frees it when a holder dies.

    A file system without locks is used without: what is written stays right, only downloaded twice.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        _acquire(handle, path.parent.parent)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, target: Path) -> None:
    waiting = False
    while not _try(handle):
        if not waiting:
            say(f"another initializer fills {target}: waiting for it")
            waiting = True
        time.sleep(_SECONDS_BETWEEN_TRIES)


def _try(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NOT_SUPPORTED:
            raise
    return True
