"""Two worlds, paired fine-tune by fine-tune, and what each pair means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gitune.diff.causes import causes
from gitune.diff.effects import effect_of, sentences, takes
from gitune.diff.fates import object_changes, returns
from gitune.diff.meaning import fact_changes, meaning
from gitune.diff.model import Change, Pair, Side
from gitune.diff.resources import resources
from gitune.diff.shape import shape_of
from gitune.diff.told import Fact, FactChange, SpecDiff
from gitune.diff.values import changes
from gitune.plan import estimate
from gitune.plan.model import Plan
from gitune.source.plain import SourceError, load_plain

_CONFIGS = ("torchtune.yaml",)


def pairs_of(before: Sequence[Side], after: Sequence[Side]) -> tuple[Pair, ...]:
    """Fine-tunes by namespace and name; what is left by the spec's file: that is one with another name.

    Runs of one matrix have one file, and are not each other's earlier ones.
    """
    found: dict[int, Side] = {}
    gone = list(before)
    keys: tuple[Callable[[Side], str | None], ...] = (lambda side: side.title, _file)
    for key in keys:
        waiting: dict[str | None, list[Side]] = {}
        for side in gone:
            waiting.setdefault(key(side), []).append(side)
        for number, side in enumerate(after):
            name = key(side) if number not in found else None
            if name is not None and waiting.get(name):
                found[number] = waiting[name].pop(0)
        gone = [side for sides in waiting.values() for side in sides]
    pairs = [Pair(found.get(number), side) for number, side in enumerate(after)]
    return tuple(sorted((*pairs, *(Pair(side, None) for side in gone)), key=lambda pair: pair.side.title))


def _file(side: Side) -> str | None:
    return None if side.in_matrix else side.spec


def is_same(pair: Pair) -> bool:
    """Whether not a byte of the rendered files changes."""
    return pair.before is not None and pair.after is not None and pair.before.files == pair.after.files


def compared(pair: Pair, prices: Mapping[str, float], environment: str | None = None) -> SpecDiff:
    """What one change means."""
    objects = object_changes(pair)
    before, after = pair.before, pair.after
    runs = after.plan if after and pair.starts and not returns(pair) else None
    hours, cost = (estimate.hours(runs), estimate.cost(runs, prices)) if runs else (None, None)
    first, *others = sentences(pair, objects)
    told = SpecDiff(
        title=pair.side.title,
        spec=pair.side.spec,
        run=after.run if after else None,
        earlier_run=before.run if before else None,
        effect=effect_of(pair, objects),
        summary=first,
        devices=estimate.devices(runs) if runs else 0,
        hours=hours,
        cost=cost,
        meaning=_differing(pair, meaning),
        resources=_differing(pair, lambda plan: resources(plan, prices)),
        cluster=(first, *takes(hours, cost), *others, *_incomparable(pair)),
        objects=objects,
        config=_config_changes(pair),
        environment=environment,
        causes=causes(pair),
    )
    return told._replace(shape=shape_of(pair, told))


def _differing(pair: Pair, of: Callable[[Plan], tuple[Fact, ...]]) -> tuple[FactChange, ...]:
    """Facts that are others; of what is new all of them."""
    if not _comparable(pair):
        return ()
    old, new = (of(side.plan) if side and side.plan else () for side in (pair.before, pair.after))
    return fact_changes(old, new)


def _comparable(pair: Pair) -> bool:
    """What is new is told whole; what was there is compared, if its spec still compiles; what goes is not told."""
    if pair.after is None or pair.after.plan is None:
        return False
    return pair.before is None or pair.before.plan is not None


def _incomparable(pair: Pair) -> tuple[str, ...]:
    if pair.after is None or pair.before is None or pair.before.plan is not None:
        return ()
    return ("what the earlier spec meant is not known: it is not there, or this gitune does not compile it",)


def _config_changes(pair: Pair) -> tuple[Change, ...]:
    """Keys of the resolved config that are others; the run's own name in it does not count."""
    if pair.before is None or pair.after is None or not pair.starts:
        return ()
    old, new = _config(pair.before), _config(pair.after)
    return changes(old, new) if old is not None and new is not None else ()


def _config(side: Side) -> Any:
    for path, data in side.files.items():
        if path.rpartition("/")[2] in _CONFIGS:
            text = data.decode(errors="replace").replace(side.run, "<run>")
            try:
                return load_plain(text, path)
            except SourceError:
                return None
    return None
