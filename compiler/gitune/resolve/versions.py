"""What a run is made for, as the catalog and the project say it."""

from __future__ import annotations

from gitune.catalog.model import Catalog
from gitune.lock.model import Versions
from gitune.plan import pinned
from gitune.project.model import Project


def versions_of(catalog: Catalog, project: Project) -> Versions:
    """The versions that the lock names."""
    return Versions(**pinned.versions_of(catalog, project))
