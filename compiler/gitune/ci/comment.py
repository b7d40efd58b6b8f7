"""One comment for a pull request: found again by its first line and its author, updated in place."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal, NamedTuple, Protocol

from gitune.ci.body import Body
from gitune.ci.web import Unavailable

ATTEMPTS = 4

Result = Literal["made", "updated", "unchanged", "none"]


class Comment(NamedTuple):
    """A comment that is there."""

    id: str
    text: str
    url: str


class Kept(NamedTuple):
    """What became of the comment."""

    result: Result
    url: str = ""


class Thread(Protocol):
    """The comments of one pull request."""

    def find(self) -> Comment | None:
        """Ours, where there is one."""

    def create(self, text: str) -> str:
        """Makes it and returns its address."""

    def update(self, comment: Comment, text: str) -> str:
        """Replaces its text and returns its address."""


def keep(thread: Thread, body: Body, sleep: Callable[[float], None] = time.sleep) -> Kept:
    """Makes or updates the comment.

    Every attempt looks for it first: a forge may have made a comment and still answered with an error.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return _attempt(thread, body)
        except Unavailable as error:
            sleep(2.0**attempt if error.pause is None else error.pause)
    return _attempt(thread, body)


def _attempt(thread: Thread, body: Body) -> Kept:
    try:
        return _kept(thread, body)
    except (KeyError, TypeError, AttributeError):
        raise Unavailable("the answer is of another form") from None


def _kept(thread: Thread, body: Body) -> Kept:
    there = thread.find()
    if there is None:
        return Kept("none") if body.quiet else Kept("made", thread.create(body.text))
    if there.text.replace("\r\n", "\n").strip() == body.text.strip():
        return Kept("unchanged", there.url)
    return Kept("updated", thread.update(there, body.text))
