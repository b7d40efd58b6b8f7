"""`gitune lock --check`: whether the locks fit their specs, and whether what they pin is still there."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, NamedTuple

from gitune.lock.model import LockedImage, LockedSource
from gitune.plan.model import SourcePlan
from gitune.plan.pins import is_stale
from gitune.resolve.assemble import Progress, run_once
from gitune.resolve.failures import Failure, Remark
from gitune.resolve.image_names import parse_image
from gitune.resolve.images import ROLES, images_of
from gitune.resolve.listing import Listing
from gitune.resolve.network import Network
from gitune.resolve.registry import Registry
from gitune.resolve.sources import Role, Sources
from gitune.resolve.versions import versions_of
from gitune.resolve.wishes import Choices, Part, Said, Wish

_HINT = "run `gitune lock`, and commit what it writes"
_UPGRADE = "to take what is there now: `gitune lock --upgrade {part}`"
_SHOWN = 3


class _Question(NamedTuple):
    part: Part
    key: Hashable
    work: Callable[[], Any]


def check_all(wishes: Sequence[Wish], choices: Choices, network: Network, progress: Progress) -> list[tuple[Said, ...]]:
    """What is to be said of each spec's lock, in the order of the wishes."""
    sources = Sources(network, choices.copies)
    asked = [list(_questions(wish, choices, sources)) for wish in wishes]
    answers = run_once([(one.key, one.work) for questions in asked for one in questions], network, progress)
    found = []
    for wish, questions in zip(wishes, asked, strict=True):
        said = [Said(part, remark) for part, remark in _stale(wish, choices, sources)]
        for one in questions:
            said += [Said(one.part, remark) for remark in answers[one.key].result()]
        found.append(tuple(dict.fromkeys(said)))
    return found


def _stale(wish: Wish, choices: Choices, sources: Sources) -> Iterator[tuple[Part, Remark]]:
    """What can be told without asking anybody."""
    lock = wish.existing
    if lock is None:
        return
    for role, source, locked in _pairs(wish):
        if locked is None and sources.can_be_asked(role, source):
            yield role, Remark("GT452", f"the lock does not have the {role}", _HINT)
        elif locked is not None and is_stale(locked, source.uri, source.requested, source.files):
            message = f"the lock is for {_at(locked.source, locked.requested)}, or for other files of it"
            yield role, Remark("GT452", message, _HINT)
    for kind, name, image in _images(wish) if choices.images else ():
        if image is None or image.image != name:
            message = f"the lock is for another {kind} image than `{name}`" if image else "the lock has no images"
            yield "images", Remark("GT452", message, _HINT)
    now = versions_of(wish.catalog, wish.project)
    if lock.versions != now:
        yield "lock", Remark("GT452", "the lock is for other versions than the catalog and the project name now", _HINT)


def _questions(wish: Wish, choices: Choices, sources: Sources) -> Iterator[_Question]:
    for role, source, locked in _pairs(wish):
        if locked is None or not sources.can_be_asked(role, source):
            continue
        if not is_stale(locked, source.uri, source.requested, source.files):
            key = (role, source.uri, source.requested, source.endpoint, locked.model_dump_json(exclude={"facts"}))
            yield _Question(role, key, _source_question(sources, role, source, locked))
    for _, name, image in _images(wish) if choices.images else ():
        if image is not None and image.image == name and "@" not in name:
            yield _Question("images", ("image", name, image.digest), _image_question(sources.network, image))


def _source_question(sources: Sources, role: Role, source: SourcePlan, locked: LockedSource) -> Callable[[], Any]:
    return lambda: list(_source_moved(sources, role, source, locked))


def _source_moved(sources: Sources, role: Role, source: SourcePlan, locked: LockedSource) -> Iterator[Remark]:
    try:
        listing = sources.listing(role, source, source.requested)
    except Failure as failure:
        yield failure.remark
        return
    if listing.revision != locked.revision and locked.revision is not None:
        now, pinned = _short(listing.revision), _short(locked.revision)
        message = f"`{source.requested}` of {source.uri} moved: it is {now} now, and the lock pins {pinned}"
        yield Remark("GT453", message, _UPGRADE.format(part=role))
        try:
            listing = sources.listing(role, source, locked.revision)
        except Failure as failure:
            if failure.remark.code not in ("GT434", "GT446"):
                yield failure.remark
                return
            yield Remark(
                "GT454", f"{source.uri} does not have the pinned {pinned} any more", _UPGRADE.format(part=role)
            )
            return
    yield from _files_gone(role, source, locked, listing)


def _files_gone(role: Role, source: SourcePlan, locked: LockedSource, listing: Listing) -> Iterator[Remark]:
    now = {file.path: file.locked() for file in listing.files}
    other = [file.path for file in locked.files if now.get(file.path) != file]
    if not other:
        return
    names = ", ".join(f"`{path}`" for path in other[:_SHOWN])
    rest = f" and {len(other) - _SHOWN} more" if len(other) > _SHOWN else ""
    message = f"{source.uri} does not have the pinned {names}{rest} any more, or holds something else there"
    yield Remark("GT454", message, _UPGRADE.format(part=role))


def _image_question(network: Network, image: LockedImage) -> Callable[[], Any]:
    return lambda: list(_image_moved(network, image))


def _image_moved(network: Network, image: LockedImage) -> Iterator[Remark]:
    try:
        name = parse_image(image.image)
        registry = Registry(network, name)
        now = registry.digest(name.reference)
    except Failure as failure:
        yield failure.remark
        return
    if now == image.digest:
        return
    message = f"`{image.image}` is another image now: {_short(now)}; the lock pins {_short(image.digest)}"
    yield Remark("GT455", message, _UPGRADE.format(part="images"))
    try:
        registry.digest(image.digest)
    except Failure as failure:
        gone = failure.remark.code == "GT446"
        message = f"the registry does not have the pinned `{image.pinned}` any more"
        yield Remark("GT454", message, _UPGRADE.format(part="images")) if gone else failure.remark


def _pairs(wish: Wish) -> Iterator[tuple[Role, SourcePlan, LockedSource | None]]:
    if wish.existing is not None:
        yield "model", wish.plan.model.source, wish.existing.model
        yield "dataset", wish.plan.dataset.source, wish.existing.dataset


def _images(wish: Wish) -> Iterator[tuple[str, str, LockedImage | None]]:
    if wish.existing is not None:
        names, locked = images_of(wish.catalog, wish.project), wish.existing.images
        for role in ROLES:
            yield role, names[role], getattr(locked, role) if locked else None


def _at(source: str, requested: str | None) -> str:
    return f"{source} at {requested}" if requested else source


def _short(revision: str | None) -> str:
    return (revision or "").removeprefix("sha256:")[:12]
