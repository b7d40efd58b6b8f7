"""All nodes train from rank 0's config.

Which checkpoint a run goes on from is decided once. Two nodes that looked at the volume at different moments, one
of them while a dying process was still writing, could otherwise resume from different epochs.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from torch.distributed import PrefixStore, TCPStore  # type: ignore[attr-defined]

MINUTES = 10


def config(path: Path, rank: int, scratch: Path) -> Path:
    """Rank 0 hands its config out through torchrun's own store; the others get a copy of it in ``scratch``."""
    store = PrefixStore("gitune", _store())
    if rank == 0:
        store.set("config", path.read_text(encoding="utf-8"))
        return path
    received = scratch / f"torchtune-{rank}.yaml"
    received.write_bytes(store.get("config"))
    return received


def _store() -> TCPStore:
    return TCPStore(
        os.environ["MASTER_ADDR"],
        int(os.environ["MASTER_PORT"]),
        is_master=False,
        timeout=timedelta(minutes=MINUTES),
    )
