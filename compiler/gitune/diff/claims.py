"""What may happen to a claim: it may grow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diagnostics.model import Finding, Path
from gitune.diff.immutable import immutable_changes
from gitune.diff.model import Key, Pair, Refusal, Side
from gitune.diff.values import changes, value_at
from gitune.diff.wording import shown
from gitune.manifests.model import Manifest
from gitune.spec.quantity import quantity_value

_FIELDS: dict[str, Path] = {
    "spec.accessModes": ("storage", "accessModes"),
    "spec.storageClassName": ("storage", "className"),
}

SIZE = "spec.resources.requests.storage"


def size_of(claim: Manifest) -> str:
    """The size that a claim asks for."""
    return str(value_at(claim, *SIZE.split(".")) or "0")


def compared_claims(pair: Pair) -> Iterator[Refusal]:
    """A claim that keeps its name and would be another, or smaller."""
    if pair.before is None or pair.after is None:
        return
    claims = pair.before.of_kind("PersistentVolumeClaim")
    for key, new in pair.after.of_kind("PersistentVolumeClaim").items():
        old = claims.get(key)
        if old is not None:
            yield from _edited(pair.after, key, old, new)
            yield from _shrunk(pair.after, key, old, new)


def _edited(side: Side, key: Key, old: Manifest, new: Manifest) -> Iterator[Refusal]:
    for change in immutable_changes(key.kind, old, new):
        field = change.path.split("[")[0]
        name = change.path.removeprefix("spec.")
        has = f"no {name}" if change.before is None else f"{shown(change.before)} as its {name}"
        get = "lose it" if change.after is None else f"get {shown(change.after)}"
        message = f"the claim `{key.name}` has {has} and cannot {get}: nothing of a claim changes but its size"
        hint = "keep what it has, or give the fine-tune another metadata.name, which makes another claim"
        yield Refusal(side.spec, Finding("GT513", message, _FIELDS.get(field, ("storage",)), hint=hint))


def _shrunk(side: Side, key: Key, old: Manifest, new: Manifest) -> Iterator[Refusal]:
    before, after = size_of(old), size_of(new)
    if _bytes(after) < _bytes(before):
        message = f"the claim `{key.name}` has {before} and would get {after}: no volume shrinks"
        yield Refusal(side.spec, Finding("GT514", message, ("storage", "size"), hint=f"write `storage.size: {before}`"))


def _bytes(size: str) -> int:
    try:
        return int(quantity_value(size))
    except ValueError:
        return 0


def shared_claims(sides: Sequence[Side]) -> Iterator[Refusal]:
    """Two specs that write one claim in different ways."""
    first: dict[Key, tuple[Side, Manifest]] = {}
    for side in sides:
        for key, claim in side.of_kind("PersistentVolumeClaim").items():
            if key not in first:
                first[key] = (side, claim)
                continue
            other, theirs = first[key]
            different = ", ".join(change.path for change in changes(value_at(theirs, "spec"), value_at(claim, "spec")))
            if different:
                message = f"`{other.spec}` writes the claim `{key.namespace}/{key.name}` too, with another {different}"
                hint = "give one of them another metadata.name, or share the other's claim by `storage.claimName`"
                yield Refusal(side.spec, Finding("GT519", message, ("metadata", "name"), hint=hint))


def grown(pair: Pair) -> Iterator[tuple[str, str, str]]:
    """Claims that get larger: name, size before, size after."""
    if pair.before is None or pair.after is None:
        return
    claims = pair.before.of_kind("PersistentVolumeClaim")
    for key, new in pair.after.of_kind("PersistentVolumeClaim").items():
        if key in claims and _bytes(size_of(new)) > _bytes(size_of(claims[key])):
            yield key.name, size_of(claims[key]), size_of(new)
