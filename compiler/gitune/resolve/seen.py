"""A lock as one of its runs sees it: what it has for that run, in the places of a lock for a single run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from gitune.lock.model import Lock, LockedDataset, LockedImages, LockedModel, LockedSource
from gitune.plan.known import known
from gitune.plan.model import SourcePlan
from gitune.plan.pinned import fitting_versions, versions_of
from gitune.plan.pins import fitting
from gitune.plan.reading import counted, reading_of
from gitune.plan.sources import VOLUMES
from gitune.resolve.images import ROLES, images_of
from gitune.resolve.wishes import FileWish, Wish


class Seen(NamedTuple):
    """What is pinned already for one run. What does not fit it is in `lock` only where the lock has nothing else."""

    wish: Wish
    lock: Lock | None
    facts_fit: bool = True
    """Whether the rows' facts are what this run would find."""


def fits(source: SourcePlan, locked: LockedSource) -> bool:
    """Whether a lock's entry is for this source."""
    return fitting((locked,), source.uri, source.requested, source.files, source.endpoint) is not None


def source_key(source: SourcePlan) -> Hashable:
    """What entries of a lock are told apart by, but for the endpoint."""
    return (source.uri, source.requested, frozenset(source.files))


def entry_key(entry: LockedSource) -> Hashable:
    """The same of an entry."""
    return (entry.source, entry.requested, frozenset(entry.wanted))


def seen(wish: FileWish) -> list[Seen]:
    """The lock as each run sees it."""
    if wish.existing is None:
        return [Seen(run, None) for run in wish.runs]
    view = _View(wish.existing, wish.runs)
    return [view.of(run) for run in wish.runs]


class _View:
    """Looks for what fits. What the lock does not tell apart, but the runs do, fits none of them."""

    def __init__(self, lock: Lock, runs: Sequence[Wish]) -> None:
        self._lock = lock
        self._endpoints: dict[Hashable, set[str | None]] = defaultdict(set)
        self._samples: dict[Hashable, set[tuple[str, str]]] = defaultdict(set)
        for run in runs:
            for source in (run.plan.model.source, run.plan.dataset.source):
                self._endpoints[source_key(source)].add(source.endpoint)
            reading = reading_of(run.plan.dataset, None)
            self._samples[source_key(run.plan.dataset.source)].add((reading.format, reading.split))

    def of(self, run: Wish) -> Seen:
        """What one run sees."""
        model = self._model(run)
        fitting_model = model if model and fits(run.plan.model.source, model) else None
        entry = self._dataset(run)
        lock = self._lock.model_copy(
            update={
                "model": model,
                "dataset": known(entry, run.plan.dataset, fitting_model) if entry else None,
                "images": self._images(run),
                "versions": fitting_versions(self._lock, versions_of(run.catalog, run.project)) or self._lock.versions,
                **dict.fromkeys(("other_models", "other_datasets", "other_images", "other_versions"), ()),
            }
        )
        return Seen(run, lock, entry is None or self._covers(entry, run, fitting_model))

    def _model(self, run: Wish) -> LockedModel | None:
        source, models = run.plan.model.source, self._lock.models
        found = fitting(models, source.uri, source.requested, source.files, source.endpoint)
        if found is not None:
            return None if self._is_anywhere(source, models) else found
        return models[0] if len(models) == 1 else None

    def _dataset(self, run: Wish) -> LockedDataset | None:
        source, datasets = run.plan.dataset.source, self._lock.datasets
        found = fitting(datasets, source.uri, source.requested, source.files, source.endpoint)
        if found is not None:
            return None if self._is_anywhere(source, datasets) else found
        return datasets[0] if len(datasets) == 1 else None

    def _is_anywhere(self, source: SourcePlan, entries: Sequence[LockedSource]) -> bool:
        """Whether runs take the source from several endpoints, and the lock does not say from which it had it."""
        if len(self._endpoints[source_key(source)]) == 1:
            return False
        return not any(entry.endpoint for entry in entries if entry.source == source.uri)

    def _images(self, run: Wish) -> LockedImages | None:
        images, by_name = self._lock.images, self._lock.images_by_name
        if images is None:
            return None
        names = images_of(run.catalog, run.project)
        found = {role: by_name.get(names[role], getattr(images, role)) for role in ROLES}
        return LockedImages.model_construct(**found)

    def _covers(self, entry: LockedDataset, run: Wish, model: LockedModel | None) -> bool:
        if not entry.is_plain:
            return any(map(reading_of(run.plan.dataset, model).covers, entry.all_facts))
        if entry.facts is None:
            return True
        source, tokens = run.plan.model.source, entry.facts.tokens
        if len(self._samples[source_key(run.plan.dataset.source)]) > 1:
            return False
        if model is None and self._lock.model is not None and source.kind in VOLUMES:
            return tokens is None
        return tokens is None or tokens.counted == counted(run.plan.dataset)
