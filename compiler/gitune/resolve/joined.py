"""What is pinned for each run of a spec, as one lock: what several runs name stands there once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from gitune.lock.model import Lock, LockedDataset, LockedImage, LockedImages, LockedSource, Versions
from gitune.plan.model import SourcePlan
from gitune.resolve.facts_of_runs import labelled, readings
from gitune.resolve.leftovers import Leftovers, leftovers
from gitune.resolve.seen import entry_key, source_key
from gitune.resolve.versions import versions_of
from gitune.resolve.wishes import FileWish, Pinned

Entry = TypeVar("Entry", bound=LockedSource)


class _Shared(NamedTuple, Generic[Entry]):
    """An entry, with the runs that name it."""

    entry: Entry
    runs: tuple[Pinned, ...]


def joined(runs: Sequence[Pinned], file: FileWish) -> Lock:
    """One lock for all runs, in their order."""
    left = Leftovers() if file.complete else leftovers(file.existing, file.runs)
    shared = _shared(((run, run.wish.plan.model.source, run.pins.model) for run in runs), left.models)
    models = (*(one.entry for one in shared), *left.models)
    datasets = (*_datasets(runs, file, left, several=len(models) > 1), *left.datasets)
    images, others = _images(runs, left)
    versions = tuple(dict.fromkeys((*_versions(runs, file.existing), *left.versions)))
    return Lock.model_construct(
        api_version="gitune.dev/v1alpha1",
        kind="FineTuneLock",
        model=models[0] if models else None,
        dataset=datasets[0] if datasets else None,
        images=images,
        versions=versions[0],
        other_models=models[1:],
        other_datasets=datasets[1:],
        other_images=others,
        other_versions=versions[1:],
    )


def _shared(
    named: Iterable[tuple[Pinned, SourcePlan, Entry | None]], left: Sequence[LockedSource]
) -> list[_Shared[Entry]]:
    """Each entry once. What was asked for now is newer than what another run kept."""
    groups: dict[tuple[Hashable, str | None], list[tuple[Pinned, Entry]]] = {}
    for run, source, entry in named:
        if entry is not None:
            groups.setdefault((source_key(source), source.endpoint), []).append((run, entry))
    places = [key for key, _ in groups] + [entry_key(entry) for entry in left if entry.endpoint]
    found = []
    for (key, endpoint), members in groups.items():
        entry = next((entry for run, entry in members if run.wish.asked), members[0][1])
        said = endpoint if places.count(key) > 1 else None
        found.append(_Shared(entry.model_copy(update={"endpoint": said}), tuple(run for run, _ in members)))
    return found


def _datasets(runs: Sequence[Pinned], file: FileWish, left: Leftovers, *, several: bool) -> Iterator[LockedDataset]:
    """The datasets, each with the facts of its runs; what kind of run they are for is said where there are several."""
    shared = _shared(((run, run.wish.plan.dataset.source, run.pins.dataset) for run in runs), left.datasets)
    before = file.existing.datasets if file.existing and not file.complete else ()
    found = [(one.entry, readings(one.entry, one.runs, before)) for one in shared]
    several = several or len(found) + len(left.datasets) > 1 or any(len(facts) > 1 for _, facts in found)
    for entry, facts in found:
        described = labelled(facts) if several else tuple(one.facts for one in facts)
        yield entry.model_copy(update={"facts": next(iter(described), None), "other_facts": described[1:]})


def _images(runs: Sequence[Pinned], left: Leftovers) -> tuple[LockedImages | None, tuple[LockedImage, ...]]:
    """Both images of the first run, and those of the others."""
    pairs = [run.pins.images for run in sorted(runs, key=lambda run: run.wish.asked) if run.pins.images]
    by_name = {image.image: image for pair in pairs for image in (pair.initializer, pair.trainer)}
    first = next((run.pins.images for run in runs if run.pins.images), None)
    if first is None:
        return None, ()
    initializer, trainer = by_name[first.initializer.image], by_name[first.trainer.image]
    named = (image.image for run in runs if run.pins.images for image in _pair(run.pins.images))
    others = dict.fromkeys(name for name in named if name not in (initializer.image, trainer.image))
    return (
        LockedImages.model_construct(initializer=initializer, trainer=trainer),
        (*(by_name[name] for name in others), *left.images),
    )


def _pair(images: LockedImages) -> tuple[LockedImage, LockedImage]:
    return images.initializer, images.trainer


def _versions(runs: Sequence[Pinned], existing: Lock | None) -> Iterator[Versions]:
    for run in runs:
        now = versions_of(run.wish.catalog, run.wish.project)
        if run.wish.asked or (existing and now in existing.all_versions):
            yield now
