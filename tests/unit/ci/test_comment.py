from __future__ import annotations

import pytest

from gitune.ci.body import Body
from gitune.ci.comment import ATTEMPTS, Comment, Kept, keep
from gitune.ci.web import Refused, Unavailable


class Thread:
    """Comments in memory; each of `troubles` is raised by one look for the comment."""

    def __init__(self, there: str | None = None, troubles: list[Exception] | None = None) -> None:
        self.there, self.troubles = there, troubles or []
        self.looked = 0

    def find(self) -> Comment | None:
        self.looked += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return None if self.there is None else Comment("1", self.there, "there")

    def create(self, text: str) -> str:
        self.there = text
        return "made"

    def update(self, comment: Comment, text: str) -> str:
        self.there = text
        return comment.url


def test_made_updated_unchanged_none() -> None:
    assert keep(Thread(), Body("new\n", False)) == Kept("made", "made")
    assert keep(Thread("old"), Body("new\n", False)) == Kept("updated", "there")
    assert keep(Thread("old"), Body("quiet\n", True)) == Kept("updated", "there")
    assert keep(Thread("a\r\nb"), Body("a\nb\n", False)) == Kept("unchanged", "there")
    assert keep(Thread(), Body("quiet\n", True)) == Kept("none")


def test_it_waits_longer_each_time_or_as_long_as_it_is_told() -> None:
    slept: list[float] = []
    thread = Thread(troubles=[Unavailable("a"), Unavailable("b", 7.0), Unavailable("c")])
    assert keep(thread, Body("new", False), slept.append).result == "made"
    assert slept == [2.0, 7.0, 8.0]


def test_it_gives_up() -> None:
    thread = Thread(troubles=[Unavailable("down")] * 9)
    with pytest.raises(Unavailable):
        keep(thread, Body("new", False), lambda _: None)
    assert thread.looked == ATTEMPTS


@pytest.mark.parametrize("error", [KeyError("body"), TypeError(), AttributeError()])
def test_an_answer_of_another_form_is_no_traceback(error: Exception) -> None:
    with pytest.raises(Unavailable, match="another form"):
        keep(Thread(troubles=[error] * ATTEMPTS), Body("new", False), lambda _: None)


def test_a_refusal_is_not_repeated() -> None:
    thread = Thread(troubles=[Refused(403)])
    with pytest.raises(Refused):
        keep(thread, Body("new", False), lambda _: None)
    assert thread.looked == 1
