"""Reading: what is accepted, what is refused, and that nothing ever escapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gitune.source import Document, read
from gitune.source.events import c_events, pure_events
from gitune.source.limits import MAX_BYTES, MAX_DEPTH

Source = Callable[[str], Iterator[Any]]


def document_of(text: str) -> Document:
    result = read(text.encode(), "spec.yaml")
    assert not result.diagnostics
    assert result.document is not None
    return result.document


def codes(data: bytes) -> list[str]:
    return [diagnostic.code for diagnostic in read(data, "spec.yaml").diagnostics]


def test_plain_data() -> None:
    text = "a: 1\nb: [x, 2.5, true, ~]\nc: {d: |\n  two\n  lines\n}\n"
    assert document_of("a: 1\nb: [x, 2.5, true, ~]\nc:\n  d: |\n    two\n    lines\n").data == {
        "a": 1,
        "b": ["x", 2.5, True, None],
        "c": {"d": "two\nlines\n"},
    }
    assert codes(text.encode()) == ["GT004"]


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    document = document_of("\ufeffa: 1\n")
    assert document.text == "a: 1\n"
    assert document.span(("a",), "key").column == 1


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_breaks(line_break: str) -> None:
    document = document_of(line_break.join(["a: 1", "b: 2", ""]))
    assert document.span(("b",)).line == 2


def test_aliases_repeat_values() -> None:
    document = document_of("a: &x [1, 2]\nb: *x\n")
    assert document.data == {"a": [1, 2], "b": [1, 2]}
    assert document.span(("b",)).line == 2
    assert document.span(("b", 1)).line == 1


@pytest.mark.parametrize("text", ["a: !!str 3", 'a: "3"', "a: '3'", "a: ! 3"])
def test_what_makes_text_of_a_number(text: str) -> None:
    assert document_of(text).data == {"a": "3"}


def test_a_quoted_merge_key_is_a_key() -> None:
    assert document_of('"<<": 1').data == {"<<": 1}


def test_the_largest_file() -> None:
    comment = b"#" * (MAX_BYTES - 5) + b"\na: 1"
    assert len(comment) == MAX_BYTES
    assert codes(comment) == []
    assert codes(comment + b" ") == ["GT003"]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")], ids=["lists", "mappings"])
def test_the_deepest_document(opening: str, closing: str) -> None:
    def nested(depth: int) -> bytes:
        return (opening * depth + "x" + closing * depth).encode()

    assert codes(nested(MAX_DEPTH)) == []
    assert codes(nested(MAX_DEPTH + 1)) == ["GT006"]
    assert codes(opening.encode() * 100_000) == ["GT006"]


@pytest.mark.parametrize("data", [b"- " * 100_000, b"? " * 100_000, b"- ? " * 50_000])
def test_other_ways_down(data: bytes) -> None:
    assert codes(data) == ["GT006"]


def test_aliases_do_not_hide_depth() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, MAX_DEPTH + 1))]
    assert codes("\n".join(lines).encode()) == ["GT006"]


def test_long_text_counts_in_aliases() -> None:
    text = "x" * 100_000
    aliases = ", ".join(["*t"] * 200)
    assert codes(f"a: &t {text}\nb: [{aliases}]\n".encode()) == ["GT007"]


def test_single_values_are_refused_and_the_rest_is_kept() -> None:
    result = read(b"a: .nan\nb: [1, !foo 2, 3]\nc: 1\nc: 2\n7: x\nd: ok\n", "spec.yaml")
    assert [d.code for d in result.diagnostics] == ["GT010", "GT011", "GT005", "GT012"]
    assert result.document is not None
    assert result.document.data == {"b": [1, 3], "c": 1, "d": "ok"}
    assert result.document.refused == {("a",), ("b", 1), ("b",)}
    assert not result.document.complete


def test_a_document_without_findings_is_complete() -> None:
    assert document_of("a: 1").complete


def test_text_of_an_unreadable_file_can_still_be_shown() -> None:
    assert read(b"a: \xff\n", "spec.yaml").text == "a: \ufffd\n"


YAMLISH = st.text(alphabet="ab1:-?[]{},&*!|>'\"%@`#~.\\ \n\t\u00e9\U0001f600", max_size=60)


@settings(max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=3000),
        YAMLISH.map(str.encode),
        st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass")),
    )
)
@example(b'a: "\\ud800"')
@example(b"%")
@example(b"--- %x")
@example(b"a: *b : c")
@example(b"*a : b")
@example(b"!")
@example(b"&a")
@example(b"? &a : *a")
@example(b"\r\r\n\xc2\x85")
@pytest.mark.parametrize("source", [c_events, pure_events])
def test_never_raises(source: Source, data: bytes) -> None:
    result = read(data, "spec.yaml", events=source)
    assert result.document is not None or result.diagnostics
    for diagnostic in result.diagnostics:
        assert diagnostic.span is not None
        start, end = (
            (diagnostic.span.line, diagnostic.span.column),
            (diagnostic.span.end_line, diagnostic.span.end_column),
        )
        assert (1, 1) <= start <= end
