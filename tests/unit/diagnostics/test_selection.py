"""What a user may leave out of a report, and what not."""

from __future__ import annotations

import pytest

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.diagnostics.selection import Selection, apply_comments, matches_any

WARNING, NOTE, ERROR = "GT236", "GT287", "GT101"


def at(code: str, line: int) -> Diagnostic:
    return Diagnostic(code, severity_of(code), "something", Span("f.yaml", line, 3, line, 5))


def codes(*found: Diagnostic, text: str) -> list[tuple[str, int]]:
    return [(d.code, d.span.line) for d in apply_comments(found, {"f.yaml": text}, "f.yaml") if d.span]


@pytest.mark.parametrize(
    ("selection", "shown"),
    [
        (Selection(), {WARNING, NOTE, ERROR}),
        (Selection(select=("GT28",)), {NOTE, ERROR}),
        (Selection(ignore=("GT2",)), {ERROR}),
        (Selection(select=("GT2",), ignore=("GT236",)), {NOTE, ERROR}),
        (Selection(ignore=("GT",)), {ERROR}),
    ],
)
def test_errors_always_show(selection: Selection, shown: set[str]) -> None:
    assert {code for code in (WARNING, NOTE, ERROR) if selection.shows(at(code, 1))} == shown


def test_a_comment_on_the_line_or_above_it() -> None:
    text = "a: 1  # gitune: ignore[GT236]\n# gitune: ignore[GT287]\n# why\nb: 2\nc: 3\n"
    assert codes(at(WARNING, 1), at(NOTE, 4), at(WARNING, 5), text=text) == [(WARNING, 5)]


def test_a_comment_for_the_whole_file() -> None:
    text = "# gitune: ignore-file[GT236, GT287]\na: 1\nb: 2\n"
    assert codes(at(WARNING, 2), at(NOTE, 3), text=text) == []


def test_errors_cannot_be_ignored() -> None:
    assert codes(at(ERROR, 1), text="a: 1  # gitune: ignore[GT101]\n") == [(ERROR, 1), ("GT299", 1)]


def test_an_ignore_that_ignores_nothing_is_said_once_the_file_is_fine() -> None:
    text = "a: 1  # gitune: ignore[GT236]\n"
    assert codes(text=text) == [("GT298", 1)]
    assert codes(at(ERROR, 1), text=text) == [(ERROR, 1)]


def test_an_unknown_code_is_said() -> None:
    assert codes(text="a: 1  # gitune: ignore[GT999]\n") == [("GT299", 1)]


def test_text_that_is_no_comment_ignores_nothing() -> None:
    assert codes(at(WARNING, 1), text="a: 'x#gitune: ignore[GT236]'\n") == [(WARNING, 1)]


@pytest.mark.parametrize(("code", "known"), [("GT2", True), ("GT236", True), ("GT9999", False), ("X", False)])
def test_what_can_be_selected(code: str, known: bool) -> None:
    assert matches_any(code) is known


def test_a_comment_holds_in_its_own_file() -> None:
    texts = {"f.yaml": "a: 1  # gitune: ignore[GT236]\n", "base.yaml": "a: 1\nb: 2  # gitune: ignore[GT287]\n"}
    elsewhere = Span("base.yaml", 1, 1, 1, 2)
    found = (
        at(WARNING, 1),
        at(WARNING, 1)._replace(span=elsewhere),
        at(NOTE, 2)._replace(span=elsewhere._replace(line=2, end_line=2)),
    )
    assert [d.span for d in apply_comments(found, texts, "f.yaml")] == [elsewhere]


def test_only_the_spec_s_own_comments_can_be_unused() -> None:
    texts = {"f.yaml": "a: 1\n", "base.yaml": "b: 2  # gitune: ignore[GT236]\nc: 3  # gitune: ignore[GT999]\n"}
    assert [d.code for d in apply_comments((), texts, "f.yaml")] == ["GT299"]
    assert {d.code for d in apply_comments((), texts, "base.yaml")} == {"GT298", "GT299"}
