"""What happens to each object when a merge reaches the cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitune.diff.model import FATES, Key, ObjectChange, Pair, Side
from gitune.diff.values import changes, value_at
from gitune.manifests.labels import NEVER_PRUNED

BRINGERS = ("Application", "Kustomization")
"""Kinds of what applies the others: of Argo CD, and of Flux."""
_PRUNE = (("spec", "prune"), ("spec", "syncPolicy", "automated", "prune"))
_RUNTIMES = ("ClusterTrainingRuntime", "TrainingRuntime")
_ORDER = (*BRINGERS, *_RUNTIMES, "PersistentVolumeClaim", "ConfigMap", "TrainJob")


def object_changes(pair: Pair) -> tuple[ObjectChange, ...]:
    """Every object that does not stay as it is: created, changed, then what leaves Git."""
    return ranked(_changes(pair))


def ranked(objects: Iterable[ObjectChange]) -> tuple[ObjectChange, ...]:
    """Changes in the order of a report."""
    return tuple(sorted(objects, key=_rank))


def _rank(change: ObjectChange) -> tuple[int, int, Key]:
    kind = _ORDER.index(change.key.kind) if change.key.kind in _ORDER else len(_ORDER)
    return (FATES.index(change.fate), kind, change.key)


def _changes(pair: Pair) -> Iterator[ObjectChange]:
    before = pair.before.objects if pair.before else {}
    after = pair.after.objects if pair.after else {}
    for key, manifest in after.items():
        if key not in before:
            yield ObjectChange(key, "again" if returns(pair) and key.kind not in BRINGERS else "created")
        elif changed := changes(before[key], manifest):
            yield ObjectChange(key, "changed", changed)
    for key in before:
        if key not in after:
            yield ObjectChange(key, "deleted" if _deleted(key, pair) else "left")


def _deleted(key: Key, pair: Pair) -> bool:
    """Kustomizations and Applications go when they leave Git; what they applied goes where the spec wants it pruned.

    One that leaves Git orphans its objects (R15), so that nothing of a removed spec is deleted.
    """
    if pair.orphaned:
        return False
    if key.kind in BRINGERS:
        return True
    if pair.after is None or pair.before is None or pair.renamed:
        return False
    applied = [side_key for side_key in pair.before.of_kind(*BRINGERS) if side_key in pair.after.objects]
    whole = len(applied) == len(pair.before.of_kind(*BRINGERS))
    if key.kind in _RUNTIMES and not whole:
        return False
    return bool(applied) and pruned(pair.after) and not _protected(key, pair.before)


def returns(pair: Pair) -> bool:
    """Whether the run that is applied is still on the cluster. One that Flux prunes is not."""
    return pair.starts and pair.known is not None and pair.after is not None and not pruned(pair.after)


def again(side: Side) -> str:
    """What the cluster makes of a run that comes back."""
    if pruned(side):
        return "it starts again, and ends at once where the volume holds it complete"
    return "its TrainJob is still there unless somebody deleted it, and then nothing starts"


def pruned(side: Side) -> bool:
    """Whether what leaves the folder of this fine-tune is deleted."""
    found = side.of_kind(*BRINGERS).values()
    return any(value_at(manifest, *path) is True for manifest in found for path in _PRUNE)


def _protected(key: Key, side: Side) -> bool:
    annotations = value_at(side.objects[key], "metadata", "annotations")
    return all(value_at(annotations, name) == value for name, value in NEVER_PRUNED.items())
