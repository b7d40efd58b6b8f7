"""What one lock is wanted for, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from gitune.catalog.model import Catalog
from gitune.lock.model import Lock, LockedDataset, LockedImages, LockedModel
from gitune.plan.model import Plan
from gitune.project.model import Project
from gitune.resolve.failures import Remark

Part = Literal["model", "dataset", "images", "lock"]
"""What a remark is about."""


class Wish(NamedTuple):
    """One run of a spec."""

    plan: Plan
    project: Project
    catalog: Catalog
    asked: bool = True
    """Otherwise nothing is resolved for it: what fits it stays."""


class FileWish(NamedTuple):
    """One lock file: the runs of its spec, in the order in which they stand."""

    runs: tuple[Wish, ...]
    existing: Lock | None
    """What is pinned already."""
    complete: bool = True
    """Whether these are all runs. Otherwise what they do not name may be another's, and stays."""


class Pins(NamedTuple):
    """What is pinned for one run."""

    model: LockedModel | None
    dataset: LockedDataset | None
    images: LockedImages | None


class Pinned(NamedTuple):
    """One run with its pins."""

    wish: Wish
    pins: Pins


class Choices(NamedTuple):
    """What the caller asked for."""

    upgrade: frozenset[str] = frozenset()
    """Parts that are resolved anew though their pins still fit: `model`, `dataset`, `images`."""
    images: bool = True
    copies: Mapping[str, Path] = {}
    """Copies on this machine of what stands on volumes, by part or by source."""


class Said(NamedTuple):
    """A remark and the part of the spec that it is about."""

    part: Part
    remark: Remark


class Outcome(NamedTuple):
    """A file's lock, unless a remark is an error."""

    lock: Lock | None
    said: tuple[tuple[Said, ...], ...]
    """Remarks on each run."""
