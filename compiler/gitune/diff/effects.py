"""What a merge does to the cluster, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diff.claims import SIZE, grown, size_of
from gitune.diff.fates import BRINGERS, again, pruned, returns
from gitune.diff.model import FATES, ObjectChange, Pair, Side
from gitune.diff.outputs import shared_output
from gitune.diff.resources import cost_text, device_text, hours_text
from gitune.diff.told import Effect
from gitune.diff.wording import counted


def effect_of(pair: Pair, objects: Sequence[ObjectChange]) -> Effect:
    """The kind of a change."""
    if pair.after is None:
        return "removes"
    if returns(pair):
        return "returns"
    if pair.starts:
        return "starts" if pair.before is None or pair.renamed else "new run"
    return "edits" if objects else "nothing"


def sentences(pair: Pair, objects: Sequence[ObjectChange]) -> tuple[str, ...]:
    """Everything that happens, the most important first."""
    return (*_sentences(pair, objects), counts(objects))


def counts(objects: Sequence[ObjectChange]) -> str:
    """`3 objects created, 0 deleted`, and what else there is."""
    number = {fate: sum(change.fate == fate for change in objects) for fate in FATES}
    parts = [f"{counted(number['created'], 'object')} created"]
    parts += [f"{number['again']:,} applied again"] if number["again"] else []
    parts += [f"{number['changed']:,} changed"] if number["changed"] else []
    parts.append(f"{number['deleted']:,} deleted")
    parts += [f"{number['left']:,} left on the cluster"] if number["left"] else []
    return ", ".join(parts)


def takes(hours: float | None, cost: float | None) -> tuple[str, ...]:
    """How long what starts trains, where that is known."""
    if hours is None:
        return ()
    price = f", and costs about {cost_text(cost)}" if cost is not None else ""
    return (f"trains for about {hours_text(hours)} hours{price}",)


def _sentences(pair: Pair, objects: Sequence[ObjectChange]) -> Iterator[str]:
    if pair.after is None:
        yield from _removal(pair.before, orphaned=pair.orphaned)
    elif pair.starts:
        yield from _start(pair, pair.after)
        yield from _growth(pair)
    elif objects:
        yield f"no run starts: {', '.join((*_edited(objects), *_growth(pair)))}".removesuffix(": ")
    else:
        yield "nothing happens on the cluster: only comments in the rendered files change"


def _growth(pair: Pair) -> Iterator[str]:
    for name, before, after in grown(pair):
        yield f"the claim {name} grows from {before} to {after}"


def _removal(side: Side | None, *, orphaned: bool) -> Iterator[str]:
    if side is None or not side.objects:
        yield "leaves Git; it was not rendered, so nothing happens on the cluster"
        return
    yield f"leaves Git; nothing that it made is deleted: the run {side.run} and its claim stay on the cluster"
    if orphaned:
        return
    names = {"Application": "Argo CD Application", "Kustomization": "Flux Kustomization"}
    for kind in BRINGERS:
        if brought := side.of_kind(kind):
            it = "it" if len(brought) == 1 else "they"
            yield f"{counted(len(brought), names[kind])} deleted; what {it} applied stays"


def _start(pair: Pair, after: Side) -> Iterator[str]:
    where = f" on {device_text(after.plan)}" if after.plan else ""
    before = pair.before
    if returns(pair):
        yield f"brings back the run {after.run}, which stood in Git before: {again(after)}"
    else:
        yield f"starts a new run {after.run}{where}"
    if (before is None or pair.renamed) and not returns(pair):
        for key, claim in after.of_kind("PersistentVolumeClaim").items():
            yield f"makes the claim {key.name} of {size_of(claim)}"
    if before is None:
        return
    if pair.renamed:
        yield f"the earlier fine-tune {before.title} leaves Git; its run {before.run} and its claim stay on the cluster"
    elif not before.run:
        return
    elif pruned(after):
        yield f"the earlier run {before.run} is deleted, even while it trains; what it wrote stays on the volume"
    elif (output := shared_output(after)) is not None and output == shared_output(before):
        yield f"the earlier run {before.run} stays, and its output is written over: both write {output}"
    else:
        yield f"the earlier run {before.run} stays, goes on where it still trains, and keeps its output"


def _edited(objects: Sequence[ObjectChange]) -> Iterator[str]:
    """Which kinds of values change on how many objects: `labels change on 4 objects`. A size has words of its own."""
    found: dict[str, int] = {}
    for change in objects:
        for what in _kinds_of(change):
            found[what] = found.get(what, 0) + 1
    yield from (_said(what, number) for what, number in found.items())


def _kinds_of(change: ObjectChange) -> dict[str, None]:
    if change.fate != "changed":
        return {change.fate: None}
    return dict.fromkeys(_kind_of(change, value.path) for value in change.changes if value.path != SIZE)


def _kind_of(change: ObjectChange, path: str) -> str:
    for part in ("labels", "annotations"):
        if path.startswith(f"metadata.{part}"):
            return part
    return "how it is applied" if change.key.kind in BRINGERS else change.key.kind


def _said(what: str, number: int) -> str:
    objects = counted(number, "object")
    if what in ("labels", "annotations"):
        return f"{what} change on {objects}"
    if what in ("created", "deleted", "left"):
        return f"{objects} {what}"
    return f"{what} changes" + (f" ({objects})" if number > 1 else "")
