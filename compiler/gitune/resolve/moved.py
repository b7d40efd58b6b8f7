"""`gitune lock --check`: whether the locks fit their specs, and whether what they pin is still there."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, NamedTuple

from gitune.lock.model import LockedImage, LockedSource
from gitune.plan.model import SourcePlan
from gitune.resolve.assemble import Answers, Progress, run_once
from gitune.resolve.failures import Failure, Remark
from gitune.resolve.image_names import parse_image
from gitune.resolve.listing import Listing
from gitune.resolve.network import Network
from gitune.resolve.registry import Registry
from gitune.resolve.seen import Seen, fits, seen
from gitune.resolve.sources import Role, Sources
from gitune.resolve.stale import images, left, pairs, stale
from gitune.resolve.wishes import Choices, FileWish, Part, Said

_UPGRADE = "to take what is there now: `gitune lock --upgrade {part}`"
_SHOWN = 3


class _Question(NamedTuple):
    part: Part
    key: Hashable
    work: Callable[[], Any]


class _Asked(NamedTuple):
    """A run, and what is asked for it."""

    seen: Seen
    questions: list[_Question]


class Checked(NamedTuple):
    """What is to be said of one lock."""

    said: tuple[tuple[Said, ...], ...]
    """Of each run."""
    left: tuple[str, ...] = ()
    """What no run names any more."""


def check_all(files: Sequence[FileWish], choices: Choices, network: Network, progress: Progress) -> list[Checked]:
    """What is to be said of each spec's lock, in the order of the wishes."""
    sources = Sources(network, choices.copies)
    asked = [[_Asked(each, list(_questions(each, choices, sources))) for each in seen(file)] for file in files]
    tasks = [(one.key, one.work) for runs in asked for run in runs for one in run.questions]
    answers = run_once(tasks, network, progress)
    found = []
    for file, runs in zip(files, asked, strict=True):
        said = tuple(tuple(dict.fromkeys(_said(run, choices, sources, answers))) for run in runs)
        found.append(Checked(said, left(file, choices, said)))
    return found


def _said(asked: _Asked, choices: Choices, sources: Sources, answers: Answers) -> Iterator[Said]:
    if asked.seen.wish.asked:
        yield from stale(asked.seen, choices, sources)
    for one in asked.questions:
        yield from (Said(one.part, remark) for remark in answers[one.key].result())


def _questions(seen: Seen, choices: Choices, sources: Sources) -> Iterator[_Question]:
    if not seen.wish.asked:
        return
    for role, source, locked in pairs(seen):
        if locked is None or not sources.can_be_asked(role, source) or not fits(source, locked):
            continue
        pins = locked.model_dump_json(exclude={"facts", "other_facts"})
        key = (role, source.uri, source.requested, source.endpoint, pins)
        yield _Question(role, key, _source_question(sources, role, source, locked))
    for _, name, image in images(seen) if choices.images else ():
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


def _short(revision: str | None) -> str:
    return (revision or "").removeprefix("sha256:")[:12]
