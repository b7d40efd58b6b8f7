"""How the lock's pins enter a plan."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitune.canonical.digest import canonical_json

if TYPE_CHECKING:
    from gitune.lock.model import LockedFile, LockedSource


def is_stale(locked: LockedSource, uri: str, requested: str | None, wanted: Sequence[str]) -> bool:
    """Whether the lock was made for another source, revision or choice of files than the spec wants now."""
    return (locked.source, locked.requested, set(locked.wanted)) != (uri, requested, set(wanted))


def content_version(locked: LockedSource) -> str:
    """Stands for the content of a source that has no versions: other files land in another folder."""
    return hashlib.sha256(canonical_json([pinned_file(file) for file in locked.files])).hexdigest()[:12]


def pinned_file(file: LockedFile) -> dict[str, str | int]:
    """One file as the initializer reads it (docs/image-contract.md)."""
    pinned: dict[str, str | int] = file.model_dump(by_alias=True, exclude_none=True)
    return pinned
