"""How many processes are worth starting."""

from __future__ import annotations

import os

_QUOTA = "/sys/fs/cgroup/cpu.max"
"""What a container may take, as `<microseconds> <period>` or `max <period>`."""


def cores() -> int:
    """The cores that this process may use: those of its affinity, but no more than its container gets."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(allowed, _quota(allowed)))


def _quota(otherwise: int) -> int:
    try:
        with open(_QUOTA, encoding="ascii") as stream:
            quota, period = stream.read().split()
        return otherwise if quota == "max" else -(-int(quota) // int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return otherwise
