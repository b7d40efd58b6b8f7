"""How the lock's pins enter a plan."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from gitune.canonical.digest import canonical_json

if TYPE_CHECKING:
    from gitune.lock.model import LockedFile, LockedSource

Locked = TypeVar("Locked", bound="LockedSource")


def fitting(
    entries: Sequence[Locked], uri: str, requested: str | None, wanted: Sequence[str], endpoint: str | None
) -> Locked | None:
    """What the lock has of this source, revision and choice of files; None where it is for others.

    Where a source is, is only looked at where the lock says it.
    """
    found = [entry for entry in entries if _is_for(entry, uri, requested, wanted)]
    if any(entry.endpoint for entry in found):
        return next((entry for entry in found if entry.endpoint == endpoint), None)
    return found[0] if found else None


def content_version(locked: LockedSource) -> str:
    """Stands for the content of a source that has no versions: other files land in another folder."""
    return hashlib.sha256(canonical_json([pinned_file(file) for file in locked.files])).hexdigest()[:12]


def pinned_file(file: LockedFile) -> dict[str, str | int]:
    """One file as the initializer reads it (docs/image-contract.md)."""
    pinned: dict[str, str | int] = file.model_dump(by_alias=True, exclude_none=True)
    return pinned


def _is_for(locked: LockedSource, uri: str, requested: str | None, wanted: Sequence[str]) -> bool:
    return (locked.source, locked.requested, set(locked.wanted)) == (uri, requested, set(wanted))
