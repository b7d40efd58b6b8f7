"""What a lock has that no run names any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gitune.lock.model import Lock, LockedDataset, LockedImage, LockedModel, Versions
from gitune.plan.pinned import fitting_versions, versions_of
from gitune.resolve.images import images_of
from gitune.resolve.seen import fits
from gitune.resolve.wishes import Wish


class Leftovers(NamedTuple):
    """Entries without a run."""

    models: tuple[LockedModel, ...] = ()
    datasets: tuple[LockedDataset, ...] = ()
    images: tuple[LockedImage, ...] = ()
    versions: tuple[Versions, ...] = ()


def leftovers(lock: Lock | None, runs: Sequence[Wish]) -> Leftovers:
    """The entries that fit none of the runs."""
    if lock is None:
        return Leftovers()
    models = [run.plan.model.source for run in runs]
    datasets = [run.plan.dataset.source for run in runs]
    images = {name for run in runs for name in images_of(run.catalog, run.project).values()}
    versions = [fitting_versions(lock, versions_of(run.catalog, run.project)) for run in runs]
    return Leftovers(
        tuple(entry for entry in lock.models if not any(fits(source, entry) for source in models)),
        tuple(entry for entry in lock.datasets if not any(fits(source, entry) for source in datasets)),
        tuple(image for name, image in lock.images_by_name.items() if name not in images),
        tuple(one for one in lock.all_versions if one not in versions),
    )
