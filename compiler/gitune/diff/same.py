"""Equal changes of several specs, told once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gitune.diff.shape import DERIVED
from gitune.diff.told import FactChange, SpecDiff


class Same(NamedTuple):
    """A change, and the fine-tunes that it is the same in."""

    first: SpecDiff
    others: tuple[SpecDiff, ...] = ()

    @property
    def all(self) -> tuple[SpecDiff, ...]:
        """Every fine-tune that changes so."""
        return (self.first, *self.others)

    @property
    def differing(self) -> tuple[str, ...]:
        """Facts that follow from the change, and are others in each."""
        found = [_derived(spec) for spec in self.all]
        names = dict.fromkeys(name for facts in found for name in facts)
        return tuple(name for name in names if len({facts.get(name) for facts in found}) > 1)


def same_changes(specs: Sequence[SpecDiff]) -> tuple[Same, ...]:
    """The specs, those with equal changes together, in the order of the first of each."""
    found: dict[str, list[SpecDiff]] = {}
    for number, spec in enumerate(specs):
        found.setdefault(spec.shape or str(number), []).append(spec)
    return tuple(Same(specs[0], tuple(specs[1:])) for specs in found.values())


def _derived(spec: SpecDiff) -> dict[str, FactChange]:
    return {fact.name: fact for fact in (*spec.meaning, *spec.resources) if fact.name in DERIVED}
