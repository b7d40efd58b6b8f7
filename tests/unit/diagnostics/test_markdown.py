"""`markdown`, read by a CommonMark parser with GitHub's tables."""

from __future__ import annotations

import re
from html import unescape

from markdown_it import MarkdownIt

from gitune.diagnostics.model import Diagnostic, Severity, Span
from gitune.diagnostics.report.markdown import MARKER, MAX_BYTES, OPEN
from support.reports import FILE, NASTY, many, render

PLACE = "teams/a b,c&#58;ü/finetune.yaml&#58;"
UNKNOWN = "unknown field <code>rnk</code><br>help: did you mean <code>rank</code>?"
ESCAPED = (
    "&#93;&#93;&#62; &#124; &#60;b&#62;&#38;amp; &#64;&#8203;you &#35;&#8203;1 &#58;&#58;error&#58;&#58;x&#92;r&#92;n"
    "<code>x</code> &#91;a&#93;(b) %0A &#92;x1b&#91;31m&#92;u202e😀 &#92;ufffe hf&#95;…redacted"
)
SAID = "]]> | <b>&amp; @you #1 ::error::x\\r\\nx [a](b) %0A \\x1b[31m\\u202e😀 \\ufffe hf_…redacted"


def html(text: str) -> str:
    return str(MarkdownIt("commonmark").enable("table").render(text))


def words(text: str) -> str:
    """What a reader sees, without the spaces of no width."""
    return unescape(re.sub(r"<[^>]*>", "", text)).replace("\u200b", "")


def test_the_lines() -> None:
    assert render("markdown").splitlines() == [
        MARKER,
        "### gitune: 2 errors, 1 warning, 1 note",
        "",
        "| | Where | What |",
        "|---|---|---|",
        f"| error | <code>{PLACE}2&#58;3</code> | **GT101** {UNKNOWN} |",
        f"| error | <code>{PLACE}3&#58;8</code> | **GT238** {ESCAPED}<br>help: {ESCAPED} |",
        f"| warning | <code>{PLACE}1&#58;1</code> | **GT208** gated |",
        "| note |  | **GT309** no place |",
    ]


def test_a_reader_sees_what_was_meant() -> None:
    read = html(render("markdown"))
    cells = re.findall(r"<td>(.*?)</td>", read)
    assert len(cells) == 12
    assert words(cells[4]) == f"{FILE}:3:8"
    assert words(cells[5]) == f"GT238 {SAID}help: {SAID}"


def test_nothing_of_a_user_is_markup() -> None:
    texts = [
        NASTY,
        "`",
        "``` ~~~",
        "*a* __b__ ~~c~~ <!-- x --> </details> www.x.y @you !1 #2 a@b",
        "\\| x |",
        "<code>`</code>",
    ]
    found = [Diagnostic("GT101", Severity.ERROR, text, Span("a|`b`@c", 1, 1, 1, 1)) for text in texts]
    read = html(render("markdown", found)).removeprefix(MARKER)
    known = {"h3", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "br"}
    assert set(re.findall(r"</?(\w+)", read)) <= known
    assert "<!--" not in read
    assert not re.search(r"[@#!]\w", re.sub(r"<code>.*?</code>|&#\d+;", "", read))


def test_of_nothing() -> None:
    assert render("markdown", [], {"a": ""}) == f"{MARKER}\n### gitune: no findings\n\n1 file was checked.\n"
    assert "0 files were checked." in render("markdown", [], {})


def test_many_rows_fold_away() -> None:
    text = render("markdown", many(OPEN + 3))
    assert "<details><summary>3 more</summary>" in text
    assert html(text).count("<tr>") == OPEN + 3 + 2
    assert "<details>" not in render("markdown", many(OPEN))


def test_a_comment_stays_below_its_limit() -> None:
    text = render("markdown", many(5000, message="ü|" * 10_000))
    assert len(text.encode()) < 65_536
    shown = text.count("| error |")
    assert shown > 5
    assert f"{5000 - shown} more do not fit here: run `gitune check`." in text
    assert MAX_BYTES < len(render("markdown", many(5000)).encode()) < 65_536
