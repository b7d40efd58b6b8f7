"""The facts of a dataset that several runs read, each in its way."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from gitune.lock.facts import DatasetFacts
from gitune.lock.model import LockedDataset
from gitune.plan.reading import reading_of
from gitune.resolve.seen import entry_key
from gitune.resolve.wishes import Pinned


class Reading(NamedTuple):
    """Facts, and the kind of run that they are for."""

    facts: DatasetFacts
    split: str | None
    tokenizer: str | None

    @property
    def key(self) -> Hashable:
        """What kinds of runs are told apart by."""
        counted = self.facts.tokens.counted if self.facts.tokens else None
        return (self.facts.format, self.split, self.tokenizer, counted)


def readings(entry: LockedDataset, runs: Sequence[Pinned], before: Sequence[LockedDataset]) -> list[Reading]:
    """Each kind of run once. `before` are entries some of whose runs may not be among these."""
    found: dict[Hashable, Reading] = {}
    for one in (*_of_runs(entry, runs), *_of_others(entry, before)):
        found.setdefault(one.key, one)
    return list(found.values())


def labelled(readings: Sequence[Reading]) -> tuple[DatasetFacts, ...]:
    """The facts, and in each for which kind of run it is."""
    return tuple(one.facts.model_copy(update={"split": one.split, "tokenizer": one.tokenizer}) for one in readings)


def _of_runs(entry: LockedDataset, runs: Sequence[Pinned]) -> Iterator[Reading]:
    for run in runs:
        dataset = run.pins.dataset
        if dataset is not None and dataset.facts is not None and dataset.files == entry.files:
            reading = reading_of(run.wish.plan.dataset, run.pins.model)
            plain = dataset.facts.model_copy(update={"split": None, "tokenizer": None})
            yield Reading(plain, reading.split, reading.tokenizer)


def _of_others(entry: LockedDataset, before: Sequence[LockedDataset]) -> Iterator[Reading]:
    for dataset in before:
        if entry_key(dataset) == entry_key(entry) and dataset.files == entry.files and not dataset.is_plain:
            yield from (Reading(facts, facts.split, facts.tokenizer) for facts in dataset.all_facts)
