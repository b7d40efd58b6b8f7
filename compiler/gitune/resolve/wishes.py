"""What one spec wants to have locked, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from gitune.catalog.model import Catalog
from gitune.lock.model import Lock
from gitune.plan.model import Plan
from gitune.project.model import Project
from gitune.resolve.failures import Remark

Part = Literal["model", "dataset", "images", "lock"]
"""What a remark is about."""


class Wish(NamedTuple):
    """One spec."""

    plan: Plan
    project: Project
    catalog: Catalog
    existing: Lock | None
    """What is pinned already."""


class Choices(NamedTuple):
    """What the caller asked for."""

    upgrade: frozenset[str] = frozenset()
    """Parts that are resolved anew though their pins still fit: `model`, `dataset`, `images`."""
    images: bool = True
    copies: Mapping[str, Path] = {}
    """Copies on this machine of what stands on volumes, by part."""


class Said(NamedTuple):
    """A remark and the part of the spec that it is about."""

    part: Part
    remark: Remark


class Outcome(NamedTuple):
    """One spec's lock, unless a remark is an error."""

    lock: Lock | None
    said: tuple[Said, ...]
