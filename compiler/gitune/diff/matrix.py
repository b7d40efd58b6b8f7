"""All runs of one matrix, as one change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gitune.diff.claims import grown, size_of
from gitune.diff.compare import compared, is_same
from gitune.diff.effects import counts, takes
from gitune.diff.fates import pruned, ranked
from gitune.diff.model import Pair
from gitune.diff.told import STARTS, Effect, FactChange, Row, SpecDiff
from gitune.diff.wording import counted

EFFECTS: Mapping[Effect, tuple[str, str]] = {
    "starts": ("starts", "start"),
    "new run": ("starts anew", "start anew"),
    "returns": ("comes back", "come back"),
    "edits": ("changes", "change"),
    "nothing": ("stays", "stay"),
    "removes": ("leaves Git", "leave Git"),
}
"""What one run does, and what several do."""


def matrix_of(pair: Pair) -> tuple[str, str] | None:
    """The namespace and name of the matrix that a pair belongs to; None for a fine-tune that is in none."""
    sides = (side for side in (pair.after, pair.before) if side is not None)
    return next(((side.namespace, side.family) for side in sides if side.family is not None), None)


def compared_matrix(pairs: Sequence[Pair], prices: Mapping[str, float], environment: str | None = None) -> SpecDiff:
    """What a change does to all runs of a matrix, of which some may stay as they are."""
    told = {pair.side.title: compared(pair, prices, environment) for pair in pairs if not is_same(pair)}
    rows = tuple(sorted((row for pair in pairs for row in _rows(pair, told.get(pair.side.title))), key=_order))
    objects = ranked(change for spec in told.values() for change in spec.objects)
    hours, cost = _sum(spec.hours for spec in told.values()), _sum(spec.cost for spec in told.values())
    namespace, name = matrix_of(pairs[0]) or ("", "")
    alike = _alike([told[pair.side.title] for pair in pairs if _has_run(pair) and pair.side.title in told], rows)
    summary = f"{_kind(pairs, rows)}: {_summary(rows)}"
    return SpecDiff(
        title=f"{namespace}/{name}",
        spec=next((pair.after.spec for pair in pairs if pair.after is not None), pairs[0].side.spec),
        run=None,
        earlier_run=None,
        effect=_effect(rows, changed=bool(objects)),
        summary=summary,
        devices=sum(row.devices for row in rows),
        hours=hours,
        cost=cost,
        meaning=_common([spec.meaning for spec in alike]),
        resources=_common([spec.resources for spec in alike]),
        cluster=(summary, *takes(hours, cost), *_volume(pairs), *_earlier(pairs), counts(objects)),
        objects=objects,
        config=(),
        environment=environment,
        causes=tuple(dict.fromkeys(cause for spec in told.values() for cause in spec.causes)),
        shape="\n".join(["matrix", *(row.effect for row in rows), *(spec.shape for spec in told.values())]),
        rows=rows,
    )


def _rows(pair: Pair, told: SpecDiff | None) -> Iterator[Row]:
    """One for a run. The volume is none, but what it was made of may have been one."""
    before, after = pair.before, pair.after
    if after is not None and after.run:
        effect: Effect = "nothing" if told is None else told.effect
        earlier = before.run if before is not None and before.run else None
        effect = "starts" if effect == "new run" and earlier is None else effect
        yield Row(after.name, effect, after.run, earlier, after.settings, told.devices if told else 0)
    elif before is not None and before.run:
        yield Row(before.name, "removes", None, before.run, before.settings, 0)


def _order(row: Row) -> tuple[tuple[int, str], ...]:
    """By name, and numbers in it by their value: `r8` before `r16`."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]+)", row.name))


def _kind(pairs: Sequence[Pair], rows: Sequence[Row]) -> str:
    """`4 runs of a matrix`, and what it was, or becomes, where it is none on both sides."""
    before = [pair.before for pair in pairs if pair.before is not None]
    after = [pair.after for pair in pairs if pair.after is not None]
    if after and all(side.family is None for side in after):
        return "one run in place of a matrix"
    if any(side.family is None for side in before):
        return f"a matrix of {counted(sum(bool(side.run) for side in after), 'run')} in place of one"
    return f"{counted(len(rows), 'run')} of a matrix"


def _summary(rows: Sequence[Row]) -> str:
    """`2 start, 1 stays`."""
    numbers = {effect: sum(row.effect == effect for row in rows) for effect in EFFECTS}
    return ", ".join(
        f"{numbers[effect]} {EFFECTS[effect][numbers[effect] > 1]}" for effect in EFFECTS if numbers[effect]
    )


def _effect(rows: Sequence[Row], *, changed: bool) -> Effect:
    effects = {row.effect for row in rows}
    if effects in ({"removes"}, {"starts"}):
        return next(iter(effects))
    if effects & {*STARTS}:
        return "new run"
    return "returns" if "returns" in effects else "edits" if changed else "nothing"


def _alike(told: Sequence[SpecDiff], rows: Sequence[Row]) -> list[SpecDiff]:
    """Those that are worth comparing. Of runs that join others the table says what is different in them."""
    anew = [spec for spec in told if spec.effect in ("new run", "edits", "returns")]
    new = [spec for spec in told if spec.effect == "starts"]
    joins = any(row.effect in ("nothing", "edits", "returns", "new run") for row in rows)
    return anew or ([] if joins else new)


def _common(facts: Sequence[Sequence[FactChange]]) -> tuple[FactChange, ...]:
    """What is the same in all of them."""
    if not facts:
        return ()
    return tuple(fact for fact in facts[0] if all(fact in other for other in facts[1:]))


def _volume(pairs: Sequence[Pair]) -> Iterator[str]:
    """What becomes of the volume that they share."""
    for pair in pairs:
        before, after = pair.before, pair.after
        if after is not None and not after.run:
            claims = {key.name: size_of(claim) for key, claim in after.of_kind("PersistentVolumeClaim").items()}
            if before is None or pair.renamed:
                yield from (f"makes the claim {name} of {size}, which the runs share" for name, size in claims.items())
            elif before.run:
                yield from (f"the claim {name} stays, and the runs share it from now on" for name in claims)
        yield from (f"the claim {name} grows from {old} to {new}" for name, old, new in grown(pair))
        if before is not None and not before.run and (after is None or pair.renamed):
            yield from (f"the claim {key.name} stays" for key in before.of_kind("PersistentVolumeClaim"))


def _earlier(pairs: Sequence[Pair]) -> Iterator[str]:
    """What becomes of the runs that stood there before."""
    again = [pair for pair in pairs if pair.starts and pair.before is not None and pair.before.run]
    gone = sum(pair.before is not None and bool(pair.before.run) and not _has_run(pair) for pair in pairs)
    deleted = sum(pair.after is not None and pruned(pair.after) for pair in again)
    kept = len(again) - deleted
    if deleted:
        was = "1 earlier run is deleted" if deleted == 1 else f"{deleted} earlier runs are deleted"
        yield f"{was}, even while training; what was written stays on the volume"
    if kept:
        stay, go, keep = ("stays", "goes", "keeps") if kept == 1 else ("stay", "go", "keep")
        yield f"{counted(kept, 'earlier run')} {stay}, {go} on where still training, and {keep} the output"
    if gone:
        it, go, keep = ("what leaves Git", "goes", "keeps")
        yield f"{it} {go} on where it still trains, and {keep} its output: nothing that was applied is deleted"


def _has_run(pair: Pair) -> bool:
    return pair.after is not None and bool(pair.after.run)


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
