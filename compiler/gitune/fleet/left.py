"""Runs that a spec has left behind in a tree: most often those of a matrix that takes other values now."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from gitune.emit.files import MANIFEST
from gitune.fleet.comparing import standing
from gitune.fleet.model import Part


def left_behind(root: Path, parts: Sequence[Part]) -> list[str]:
    """Manifests below `root` whose spec is one of the parts' and renders no such run any more.

    Only folders whose names begin like those of the parts are opened: a tree may hold thousands of runs.
    """
    origins = {part.origin for part in parts}
    names = {(part.facts.namespace, part.facts.name) for part in parts if part.facts is not None}
    begins = {(namespace, _beginning(name)) for namespace, name in names}
    return [
        f"{namespace}/{name}/{MANIFEST}"
        for namespace in sorted({namespace for namespace, _ in names})
        for name in _folders(f"{root}/{namespace}")
        if (namespace, name) not in names
        and (namespace, _beginning(name)) in begins
        and _spec_of(standing(root, f"{namespace}/{name}/{MANIFEST}")) in origins
    ]


def _beginning(name: str) -> str:
    return name.partition("-")[0]


def _folders(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return


def _spec_of(manifest: bytes | None) -> str | None:
    """The spec that a manifest names; None for a broken one, or none at all."""
    try:
        spec = json.loads(manifest or b"")["spec"]
    except (ValueError, KeyError, TypeError):
        return None
    return spec if isinstance(spec, str) else None
