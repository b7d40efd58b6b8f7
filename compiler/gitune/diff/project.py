"""What a change does to what stands once for a project: source, root, and who hears of failed runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gitune.diff.effects import counts
from gitune.diff.fates import BRINGERS, ranked
from gitune.diff.model import Fate, Key, ObjectChange, Objects, TreeChange
from gitune.diff.objects import UnreadableTreeError, objects_in_file
from gitune.diff.told import ProjectDiff
from gitune.diff.values import changes, value_at
from gitune.manifests.model import Manifest

_NOT_PRUNED = (
    ("kustomize.toolkit.fluxcd.io/prune", "disabled"),
    ("argocd.argoproj.io/sync-options", "Prune=false"),
)
_SOURCES = ("Bucket", "GitRepository", "OCIRepository")
_TELLS = ("Alert", "Provider")
_PATCH = "health.yaml"
"""Of somebody else's object: it is read by whoever installed Argo CD, and by no controller."""


class Once(NamedTuple):
    """The files of one side."""

    folder: str
    """What the cluster follows, from the repository's root: `rendered/flux`."""
    files: Mapping[str, bytes]
    """By their names in it."""
    is_there: bool = True
    """Whether the folder stands in the work tree."""


def compared_project(file: str, change: TreeChange, before: Once | None, after: Once | None) -> ProjectDiff:
    """What a change does to them. One of the two may not be there."""
    damaged = _damaged(before)
    old, new = (_objects(side, damaged) if side else {} for side in (before, after))
    objects = ranked(_changes(old, new, orphaned=is_orphaned(before, after)))
    said = [*_tree(change, before, after), *_patched(before, after)]
    said += [line for one in objects for line in _sentences(one)]
    said += [f"{name} of the earlier tree cannot be read, and is not compared" for name in damaged]
    said += [counts(objects)] if objects else []
    return ProjectDiff(file, change.environment, tuple(said), objects)


def is_orphaned(before: Once | None, after: Once | None) -> bool:
    """Whether nothing is left of what the cluster follows. A folder of another name it can be pointed at."""
    if before is None:
        return False
    return after is None or _tool(before) != _tool(after)


def _tool(side: Once) -> str:
    return side.folder.rpartition("/")[2]


def _damaged(side: Once | None) -> list[str]:
    """Files that somebody has edited until they are nothing that a cluster takes."""
    return [name for name, data in side.files.items() if not _can_be_read(name, data)] if side else []


def _can_be_read(name: str, data: bytes) -> bool:
    try:
        _in_file(name, data)
    except UnreadableTreeError:
        return False
    return True


def _objects(side: Once, damaged: Sequence[str]) -> Objects:
    found: dict[Key, Manifest] = {}
    for name, data in side.files.items():
        found |= {} if name in damaged else _in_file(name, data)
    return found


def _in_file(name: str, data: bytes) -> Objects:
    return {} if name == _PATCH else objects_in_file(name, data)


def _changes(old: Objects, new: Objects, *, orphaned: bool) -> Iterator[ObjectChange]:
    for key, manifest in new.items():
        if key not in old:
            yield ObjectChange(key, "created")
        elif changed := changes(old[key], manifest):
            yield ObjectChange(key, "changed", changed)
    for key, manifest in old.items():
        if key not in new:
            yield ObjectChange(key, "left" if orphaned or _stays(manifest) else "deleted")


def _stays(manifest: Manifest) -> bool:
    annotations = value_at(manifest, "metadata", "annotations")
    return any(value_at(annotations, name) == value for name, value in _NOT_PRUNED)


def _tree(change: TreeChange, before: Once | None, after: Once | None) -> Iterator[str]:
    """What becomes of what the cluster follows."""
    environment = change.environment
    if before is None:
        if after is not None and environment is not None:
            yield f"the environment {environment} comes: nothing starts before a cluster follows {after.folder}"
        return
    if after is None:
        yield f"the environment {environment} goes: {before.folder}, which its cluster follows, is rendered no more"
        yield "nothing on that cluster is deleted, and nothing there changes any more"
    elif before.folder != after.folder:
        yield f"what follows {before.folder} finds nothing new there: it deletes nothing, and starts nothing"
        yield f"what is said of the fine-tunes holds once their cluster follows {after.folder}"
        if not change.certain:
            yield f"on a cluster that did not follow {before.folder} all of them start"
    if before.is_there and (after is None or before.folder != after.folder):
        yield f"{before.folder} is still there, and is applied as it was until somebody removes it"


def _patched(before: Once | None, after: Once | None) -> Iterator[str]:
    old, new = (side.files.get(_PATCH) if side else None for side in (before, after))
    if new is not None and old != new:
        yield f"{_PATCH} is another: whoever installed Argo CD has to apply it to argocd-cm"


def _sentences(change: ObjectChange) -> Iterator[str]:
    kind, name = change.key.kind, change.key.name
    if kind in _SOURCES:
        new, other = "every fine-tune is read from it", "every fine-tune is read as it says now"
        yield _sentence(change.fate, f"the Flux source {name}", new, other)
    elif kind in BRINGERS:
        what = "Argo CD Application" if kind == "Application" else "Flux Kustomization"
        new, other = "somebody has to apply it once", "the others are brought in another way"
        yield _sentence(change.fate, f"the {what} {name}, which brings the others,", new, other)
    elif kind in _TELLS:
        new, other = "failed runs are told to somebody", "failed runs are told in another way"
        yield _sentence(change.fate, f"the {kind} {name}", new, other)


def _sentence(fate: Fate, what: str, new: str, other: str) -> str:
    said: dict[Fate, str] = {
        "created": f"{what} is new: {new}",
        "changed": f"{what} changes: {other}",
        "deleted": f"{what} is deleted",
    }
    return said.get(fate, f"{what} leaves Git, and stays on the cluster")
