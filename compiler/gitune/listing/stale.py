"""Runs in a rendered tree that no spec compiles to: the cluster follows them still."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from gitune.emit.files import MANIFEST


class Standing(NamedTuple):
    """A rendered run, as its manifest names it."""

    title: str
    """`<namespace>/<name>`."""
    run: str
    spec: str
    """The spec that it came from, relative to the project."""


def standing_beside(output: Path, titles: Collection[str]) -> Iterator[Standing]:
    """The runs of a tree but for those with these titles, whose manifests need not be opened."""
    for namespace in _folders(output):
        for name in _folders(output / namespace):
            title = f"{namespace}/{name}"
            found = None if title in titles else _read(output / namespace / name / MANIFEST, title)
            if found is not None:
                yield found


def _folders(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []


def _read(manifest: Path, title: str) -> Standing | None:
    """None for a folder that is not gitune's, or whose manifest is damaged: `gitune compile --check` says so."""
    try:
        listing = json.loads(manifest.read_bytes())
        return Standing(title, str(listing["run"]), str(listing["spec"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
