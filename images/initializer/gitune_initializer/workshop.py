"""Where files gather until they are whole: under names of their own, so that no two initializers ever write to one.

A name is `<key>.<boot>.<random>`: the content it becomes, the running kernel, and the writer. What a killed process
left is taken over by renaming it, which one of many succeeds at: at once by who holds the key's lock, when the writer
ran on the same kernel (the lock is then the proof of its death), and from another machine when it has been idle for so
long that no living writer would be.
"""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gitune_initializer.lock import held
from gitune_initializer.retry import Stop, StoppedError

_SECONDS_UNTIL_ABANDONED = 900.0
_SECONDS_UNTIL_RUBBISH = 86_400.0
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Workshop:
    """The folder of partial files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._boot = _boot()

    def prepare(self) -> None:
        """Create the folder and drop what nobody came back for; raises `OSError` where the volume does not take it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            if _idle_seconds(path) > _SECONDS_UNTIL_RUBBISH:
                path.unlink(missing_ok=True)

    @contextmanager
    def turn(self, key: str, stop: Stop) -> Iterator[bool]:
        """Wait until nobody else works on `key`; gives whether that is sure."""

        def wait() -> None:
            if stop.is_set():
                raise StoppedError

        lock = self._folder / f"{key}.lock"
        with held(lock, wait) as sure:
            yield sure
            lock.unlink(missing_ok=True)

    def file(self, key: str, *, sure: bool) -> Path:
        """A path for this process alone, with what a dead one left where there is such."""
        own = self._folder / f"{key}.{self._boot}.{uuid.uuid4().hex}"
        for path in self._leftovers(key):
            dead = sure and path.name.split(".")[1] == self._boot
            if (dead or _idle_seconds(path) > _SECONDS_UNTIL_ABANDONED) and os.access(path, os.R_OK | os.W_OK):
                try:
                    # First it stops being idle, so that nobody takes it from here again.
                    os.utime(path)
                    path.rename(own)
                except FileNotFoundError:
                    continue
                break
        return own

    def allocated(self, key: str) -> int:
        """Bytes on the volume that a leftover for `key` already has."""
        return max((path.stat().st_blocks * 512 for path in self._leftovers(key)), default=0)

    def _leftovers(self, key: str) -> list[Path]:
        return [path for path in sorted(self._folder.glob(f"{key}.*.*")) if path.is_file()]


def _idle_seconds(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _boot() -> str:
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return uuid.uuid4().hex
