"""Finds the processes of a pod, however far they have moved from the one that was started.

torchrun puts its workers into sessions of their own, and a killed one leaves them behind. What they keep is the
environment, in which GITUNE_ROOT is the pod's own folder. Where there is no /proc, only process groups are reached.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def pod_processes(folder: str | Path) -> list[int]:
    """Ids of living processes whose GITUNE_ROOT is `folder`, or below it."""
    marker = b"GITUNE_ROOT=" + os.fsencode(folder)
    return [pid for pid, environ in _environments() if _holds(environ, marker)]


def kill_pod(folder: str | Path) -> None:
    """SIGKILL to all of them."""
    for pid in pod_processes(folder):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _holds(environ: bytes, marker: bytes) -> bool:
    return any(v == marker or v.startswith(marker + b"/") for v in environ.split(b"\0"))


def _environments() -> Iterator[tuple[int, bytes]]:
    """Environment of every other process of this user; a zombie's is empty."""
    for entry in PROC.glob("[0-9]*"):
        if entry.name != str(os.getpid()):
            with suppress(OSError):
                yield int(entry.name), (entry / "environ").read_bytes()
