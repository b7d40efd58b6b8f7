"""What `gitune lock --check` tells without asking anybody: whether locks fit what their specs want now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.lock.model import LockedImage, LockedSource
from gitune.plan.model import SourcePlan
from gitune.resolve.failures import Remark
from gitune.resolve.images import ROLES, images_of
from gitune.resolve.leftovers import leftovers
from gitune.resolve.seen import Seen, fits
from gitune.resolve.sources import Role, Sources
from gitune.resolve.versions import versions_of
from gitune.resolve.wishes import Choices, FileWish, Part, Said

_HINT = "run `gitune lock`, and commit what it writes"


def stale(seen: Seen, choices: Choices, sources: Sources) -> Iterator[Said]:
    """What of a run the lock does not have."""
    wish, lock = seen.wish, seen.lock
    if lock is None:
        return
    for role, source, locked in pairs(seen):
        if not sources.can_be_asked(role, source):
            continue
        if locked is None:
            message = f"the lock does not have the {role} {_at(source.uri, source.requested)}"
            yield Said(role, Remark("GT452", message, _HINT))
        elif not fits(source, locked):
            message = f"the lock is for {_at(locked.source, locked.requested)}, or for other files of it"
            yield Said(role, Remark("GT452", message, _HINT))
    for kind, name, image in images(seen) if choices.images else ():
        if image is None or image.image != name:
            message = f"the lock is for another {kind} image than `{name}`" if image else "the lock has no images"
            yield Said("images", Remark("GT452", message, _HINT))
    now = versions_of(wish.catalog, wish.project)
    if lock.versions != now:
        message = "the lock is for other versions than the catalog and the project name now"
        yield Said("lock", Remark("GT452", message, _HINT))


def left(file: FileWish, choices: Choices, said: Sequence[Sequence[Said]]) -> tuple[str, ...]:
    """What no run names any more, but for parts of which something is missing: those are locked anew anyway."""
    if not file.complete:
        return ()
    found = leftovers(file.existing, file.runs)
    missing = {one.part for remarks in said for one in remarks if one.remark.code == "GT452"}
    named: dict[Part, tuple[str, ...]] = {
        "model": tuple(f"the model {_at(entry.source, entry.requested)}" for entry in found.models),
        "dataset": tuple(f"the dataset {_at(entry.source, entry.requested)}" for entry in found.datasets),
        "images": tuple(f"the image `{image.image}`" for image in found.images) if choices.images else (),
        "lock": tuple(f"Trainer {one.trainer} with torch {one.torch}" for one in found.versions),
    }
    return tuple(text for part, texts in named.items() if part not in missing for text in texts)


def pairs(seen: Seen) -> Iterator[tuple[Role, SourcePlan, LockedSource | None]]:
    """What a run wants, and what the lock has in its place."""
    if seen.lock is not None:
        yield "model", seen.wish.plan.model.source, seen.lock.model
        yield "dataset", seen.wish.plan.dataset.source, seen.lock.dataset


def images(seen: Seen) -> Iterator[tuple[str, str, LockedImage | None]]:
    """Kind and name of each image of a run, and what the lock has in its place."""
    if seen.lock is not None:
        names, locked = images_of(seen.wish.catalog, seen.wish.project), seen.lock.images
        for role in ROLES:
            yield role, names[role], getattr(locked, role) if locked else None


def _at(source: str, requested: str | None) -> str:
    return f"{source} at {requested}" if requested else source
