"""A change without the names in it, so that equal changes of many specs can be told once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gitune.diff.fates import pruned
from gitune.diff.model import ObjectChange, Pair
from gitune.diff.outputs import shared_output
from gitune.diff.resources import device_text
from gitune.diff.told import FactChange, SpecDiff

DERIVED = frozenset(["cost", "hours", "memory but activations", "rows", "steps", "tokens", "trainable parameters"])
"""Facts that follow from others and from the data: they differ where the change is the same."""


def shape_of(pair: Pair, spec: SpecDiff) -> str:
    """The same text for the same change."""
    parts = [spec.effect, str(pair.renamed), *spec.causes, *_facts(spec.meaning), *_facts(spec.resources)]
    parts += [str(change) for change in spec.config]
    parts += [text for change in spec.objects for text in _object(change)]
    return _names(pair).sub("<name>", "\n".join([*parts, *_circumstances(pair)]).replace(pair.side.spec, "<spec>"))


def _facts(facts: Sequence[FactChange]) -> Iterator[str]:
    return (fact.name if fact.name in DERIVED else str(fact) for fact in facts)


def _object(change: ObjectChange) -> Iterator[str]:
    yield f"{change.key.kind} {change.fate} {change.changes}"


def _circumstances(pair: Pair) -> Iterator[str]:
    """What decides on the sentences of a report, and is in none of the lists."""
    after = pair.after
    if after is not None:
        yield f"{pruned(after)} {shared_output(after)} {device_text(after.plan) if after.plan else None}"
    yield f"{pair.orphaned} {pair.known is not None} {pair.before is not None and pair.before.plan is None}"


def _names(pair: Pair) -> re.Pattern[str]:
    sides = [side for side in (pair.before, pair.after) if side is not None]
    names = {name for side in sides for name in (side.run, side.name, side.namespace, side.family) if name}
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, ordered))})(?![A-Za-z0-9])")
