"""`github`, read back as the runner reads workflow commands."""

from __future__ import annotations

import re

from gitune.diagnostics.model import Diagnostic, Severity, Span
from support.reports import FILE, many, render

PLACE = "file=teams/a b%2Cc%3Aü/finetune.yaml"
SAID = "]]> | <b>&amp; @you #1 ::error::x\\r\\n`x` [a](b) %250A \\x1b[31m\\u202e😀 \\ufffe hf_…redacted"
UNKNOWN = "unknown field `rnk`%0Ahelp: did you mean `rank`?"
READ = SAID.replace("%25", "%")


def parse(line: str) -> tuple[str, dict[str, str], str]:
    """After the runner's ActionCommand: the name, the properties and the data, unescaped."""
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert found is not None
    properties = dict(part.split("=", 1) for part in found[2].split(","))
    return found[1], {key: _unescape(value) for key, value in properties.items()}, _unescape(found[3])


def _unescape(text: str) -> str:
    for escaped, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, character)
    return text


def test_the_lines() -> None:
    assert render("github").splitlines() == [
        f"::error {PLACE},line=2,endLine=2,col=3,endColumn=6,title=GT101 unknown-field::{UNKNOWN}",
        f"::error {PLACE},line=3,endLine=3,col=8,endColumn=41,title=GT238 secret::{SAID}%0Ahelp: {SAID}",
        f"::warning {PLACE},line=1,endLine=1,title=GT208 gated-without-secret::gated",
        "::notice title=GT309 merged-only::no place",
        "gitune: 2 errors, 1 warning, 1 note",
    ]


def test_the_runner_reads_what_was_meant() -> None:
    command, properties, data = parse(render("github").splitlines()[1])
    assert command == "error"
    assert properties["file"] == FILE
    assert properties["title"] == "GT238 secret"
    assert data == f"{READ}\nhelp: {READ}"


def test_nothing_is_nothing() -> None:
    assert render("github", [], {}) == ""


def test_columns_only_within_a_line() -> None:
    found = [Diagnostic("GT101", Severity.ERROR, "x", Span("a", 1, 2, 3, 4))]
    assert parse(render("github", found).splitlines()[0])[1] == {
        "file": "a",
        "line": "1",
        "endLine": "3",
        "title": "GT101 unknown-field",
    }


def test_the_last_line_says_what_github_leaves_out() -> None:
    assert render("github", many(11)).splitlines()[-1] == (
        "gitune: 11 errors (GitHub shows 10 annotations of each kind; all stand in this log)"
    )
    assert render("github", many(10)).splitlines()[-1] == "gitune: 10 errors"


def test_long_messages_are_cut() -> None:
    assert all(len(line) < 5000 for line in render("github", many(1, message="x" * 100_000)).splitlines())
