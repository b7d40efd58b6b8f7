"""What the lock knows of a run's rows, where it is for runs that read them in several ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitune.plan.model import DatasetPlan
from gitune.plan.reading import RowReading, reading_of

if TYPE_CHECKING:
    from gitune.lock.facts import DatasetFacts
    from gitune.lock.model import LockedDataset, LockedModel


def known(locked: LockedDataset, dataset: DatasetPlan, model: LockedModel | None) -> LockedDataset:
    """The dataset with the facts that hold for this run, and without those of others."""
    if locked.is_plain:
        return locked
    facts = _chosen(locked.all_facts, reading_of(dataset, model))
    return locked.model_copy(update={"facts": facts, "other_facts": ()})


def _chosen(every: tuple[DatasetFacts, ...], reading: RowReading) -> DatasetFacts | None:
    """Where no run that reads so was locked: what holds for all rows of the format."""
    found = next(filter(reading.covers, every), None)
    if found is not None:
        return found
    alike = [facts for facts in every if facts.format == reading.format]
    other = next(filter(reading.samples, alike), next(iter(alike), None))
    return other.model_copy(update={"tokens": None, "tokenizer": None}) if other else None
