"""How much memory one input may take."""

from __future__ import annotations

import resource
from pathlib import Path

MEGABYTES = 500


def limit_memory() -> None:
    """From here on, this process gets 500 MB on top of what it has; more raises a MemoryError."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + (MEGABYTES << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
