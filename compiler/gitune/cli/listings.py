"""What a rendered tree says of itself: the manifests of its runs."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from gitune.emit.delivery import ROOT
from gitune.emit.files import MANIFEST
from gitune.manifests.delivery import FOLDERS


class Listing(NamedTuple):
    """A run's manifest, or that of a matrix' volume."""

    spec: str
    run: str
    volume: str | None
    files: tuple[str, ...]


def is_generated(path: str) -> bool:
    """Whether only gitune writes such a file. A repository that keeps the tree elsewhere may have the folder."""
    return is_manifest(path) or path in (f"{folder}/{ROOT}" for folder in FOLDERS)


def is_manifest(path: str) -> bool:
    """Whether it is the manifest of a run, or of a volume."""
    return path.endswith(f"/{MANIFEST}") and path.count("/") == 2


def listing_of(data: bytes) -> Listing | None:
    """None where the file is no manifest."""
    try:
        listing: Any = json.loads(data)
        files = tuple(file for file in listing["files"] if isinstance(file, str))
        volume = listing.get("volume")
        run = "" if volume is not None else str(listing["run"])
        return Listing(str(listing["spec"]), run, None if volume is None else str(volume), files)
    except (AttributeError, ValueError, KeyError, TypeError):
        return None
