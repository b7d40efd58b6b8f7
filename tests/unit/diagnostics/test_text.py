"""The text reporter's layout; the wording of real mistakes stands in tests/diagnostics."""

from __future__ import annotations

import re

from gitune.diagnostics.model import Diagnostic, Related, Severity, Span
from gitune.diagnostics.report import REPORTERS, Options
from gitune.diagnostics.report.cells import cells

FILE = "spec.yaml"


def shown(text: str, *span: int, related: tuple[Related, ...] = (), width: int = 60, color: bool = False) -> str:
    diagnostic = Diagnostic("GT103", Severity.ERROR, "wrong", Span(FILE, *span), related, "mend it")
    return REPORTERS["text"]([diagnostic], {FILE: text}, Options(color, width))


def test_one_line() -> None:
    assert shown("a: 1\nrank: 0\n", 2, 7, 2, 8) == (
        "error[GT103]: wrong\n --> spec.yaml:2:7\n  |\n2 | rank: 0\n  |       ^\n  |\n  = help: mend it\n\n1 error\n"
    )


def test_block() -> None:
    assert shown("a:\n  b: 1\n  c: 2\n", 2, 3, 3, 7).splitlines()[3:6] == [
        "2 | /   b: 1",
        "3 | |   c: 2",
        "  | |______^",
    ]


def test_block_that_begins_inside_a_line() -> None:
    assert shown("a: |\n  b\n  c\n", 1, 4, 3, 4).splitlines()[3:8] == [
        "1 |   a: |",
        "  |  ____^",
        "2 | |   b",
        "3 | |   c",
        "  | |___^",
    ]


def test_long_block_leaves_its_middle_out() -> None:
    text = "".join(f"k{number}: 1\n" for number in range(100, 120))
    assert shown(text, 3, 1, 17, 8).splitlines()[3:9] == [
        " 3 | / k102: 1",
        " 4 | | k103: 1",
        " 5 | | k104: 1",
        "...  |",
        "17 | | k116: 1",
        "   | |_______^",
    ]


def test_related_place() -> None:
    first = Related(Span(FILE, 1, 1, 1, 2), "first here")
    assert shown("a: 1\na: 2\n", 2, 1, 2, 2, related=(first,)).splitlines()[5:10] == [
        "  |",
        " ::: spec.yaml:1:1",
        "  |",
        "1 | a: 1",
        "  | - first here",
    ]


def test_carets_stand_under_wide_and_combined_characters_and_tabs() -> None:
    lines = shown("a: 日本\te\u0301x\n", 1, 9, 1, 10).splitlines()
    assert lines[3] == "1 | a: 日本    e\u0301x"
    assert lines[4] == "  |" + " " * (1 + 3 + 4 + 4 + 1) + "^"
    assert sum(cell.width for cell in cells("a: 日本\te\u0301")) == 3 + 4 + 4 + 1


def test_a_long_line_is_cut_around_the_span() -> None:
    for column in (1, 30, 150, 298):
        text = "x" * (column - 1) + "END" + "y" * (300 - column)
        lines = shown(text, 1, column, 1, column + 3).splitlines()
        assert len(lines[3]) <= 60
        assert lines[3][lines[4].index("^") :].startswith("END")
        assert lines[4].count("^") == 3


def test_a_span_longer_than_the_line_is_cut_too() -> None:
    lines = shown("x" * 500, 1, 1, 1, 501).splitlines()
    assert max(map(len, lines)) <= 60


def test_nothing_of_the_user_reaches_the_terminal_unescaped() -> None:
    evil = "\x1b[2J\u202e\u200b\x07\x85\ud800"
    diagnostic = Diagnostic("GT103", Severity.ERROR, evil, Span(evil, 1, 1, 1, 2), (), evil)
    for name, reporter in REPORTERS.items():
        text = reporter([diagnostic], {evil: f"a: {evil}"}, Options())
        assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\ud800]", text) is None, name


def test_tokens_are_not_repeated() -> None:
    token = "hf_" + "AbCdEfGhIj" * 3
    diagnostic = Diagnostic("GT103", Severity.ERROR, f"bad {token}", Span(FILE, 1, 1, 1, 2), (), f"not {token}")
    for name, reporter in REPORTERS.items():
        text = reporter([diagnostic], {FILE: f"a: {token} # b"}, Options())
        assert "AbCdEfGhIj" not in text, name


def test_carets_after_a_redacted_token() -> None:
    token = "hf_" + "x" * 34
    lines = shown(f"a: {token} END\n", 1, 4 + len(token) + 1, 1, 4 + len(token) + 4).splitlines()
    assert lines[3][lines[4].index("^") :] == "END"


def test_a_span_outside_of_the_text_has_no_snippet() -> None:
    assert shown("a: 1\n", 9, 1, 9, 2).splitlines()[1:3] == [" --> spec.yaml:9:1", "  |"]


def test_colour_only_when_asked() -> None:
    plain, colored = (shown("a: 1\n", 1, 1, 1, 2, color=color) for color in (False, True))
    assert "\x1b" not in plain
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain


def test_summary() -> None:
    def counted(*severities: Severity) -> str:
        found = [Diagnostic("GT103", severity, str(n)) for n, severity in enumerate(severities)]
        return REPORTERS["text"](found, {}, Options()).splitlines()[-1]

    assert counted(Severity.WARNING, Severity.ERROR, Severity.ERROR) == "2 errors, 1 warning"
    assert counted(Severity.NOTE) == "1 note"
    assert REPORTERS["text"]([], {}, Options()) == ""


def test_order_does_not_depend_on_the_order_given() -> None:
    found = [Diagnostic("GT103", Severity.ERROR, "m", Span(FILE, line, 1, line, 2)) for line in (3, 1, 2)]
    for reporter in REPORTERS.values():
        assert reporter(found, {}, Options()) == reporter(found[::-1], {}, Options())
