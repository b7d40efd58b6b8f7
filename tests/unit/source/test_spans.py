"""Where things stand: spans of values and keys, and what they cover."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from gitune.diagnostics.model import Finding, Path, RelatedPath, Span
from gitune.source import Document, read

TEXT = """\
# a comment
model:
  id: tiny   # trailing
  tags: [a, "b c"]
dataset:
  prompt: |
    two
    lines

  empty:
  rows:
  - x
  -
  - y: 1
last: end"""


def document_of(text: str) -> Document:
    document = read(text.encode(), "spec.yaml").document
    assert document is not None
    return document


def covered(document: Document, span: Span) -> str:
    lines = document.text.splitlines()[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("model", "id"), "tiny"),
        (("model", "tags"), '[a, "b c"]'),
        (("model", "tags", 1), '"b c"'),
        (("model",), 'id: tiny   # trailing\n  tags: [a, "b c"]'),
        (("dataset", "prompt"), "|\n    two\n    lines"),
        (("dataset", "empty"), "empty"),
        (("dataset", "rows", 0), "x"),
        (("dataset", "rows", 1), "-"),
        (("dataset", "rows", 2, "y"), "1"),
        (("last",), "end"),
    ],
)
def test_value(path: Path, text: str) -> None:
    document = document_of(TEXT)
    assert covered(document, document.span(path)) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("model",), "model"),
        (("dataset", "rows"), "rows"),
        (("dataset", "rows", 2, "y"), "y"),
        (("dataset", "rows", 0), "x"),
        ((), "model"),
        (("model", "missing"), 'id: tiny   # trailing\n  tags: [a, "b c"]'),
    ],
)
def test_key(path: Path, text: str) -> None:
    document = document_of(TEXT)
    assert covered(document, document.span(path, "key")) == text


def test_nearest_ancestor_stands_for_what_is_not_there() -> None:
    document = document_of(TEXT)
    assert document.span(("model", "id", "deeper", 3)) == document.span(("model", "id"))
    assert document.span(("nothing",)) == document.span(())
    assert not document.has(("model", "missing"))
    assert document.has(("dataset", "rows", 2, "y"))
    assert document.has(())


def test_a_finding_is_resolved() -> None:
    document = document_of(TEXT)
    near = RelatedPath(("last",), "here", "key")
    diagnostic = document.resolve(Finding("GT103", "wrong", ("model", "id"), "key", "a hint", (near,)))
    assert (diagnostic.code, diagnostic.severity, diagnostic.hint) == ("GT103", "error", "a hint")
    assert diagnostic.span == Span("spec.yaml", 3, 3, 3, 5)
    assert diagnostic.related[0].span == Span("spec.yaml", 15, 1, 15, 5)


WORDS = st.text(alphabet="abcdefghij", min_size=1, max_size=8)
# without `:` and `?`, which in brackets are corners of the parsers, and without what may only stand as an escape
TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=":?\ufeff\ufffe\uffff"), max_size=12
)
SCALARS = st.one_of(WORDS, TEXTS, st.integers(-(2**63), 2**63 - 1), st.booleans(), st.none(),
                    st.floats(allow_nan=False, allow_infinity=False))  # fmt: skip
DATA = st.dictionaries(
    WORDS, st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3))
)


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))
    else:
        yield path, data


@given(DATA, st.booleans())
def test_every_span_covers_what_reads_as_its_value(data: dict[str, Any], flow: bool) -> None:
    text = written(data, flow=flow)
    document = document_of(text)
    assert document.data == data
    for path, value in leaves(data):
        if value is not None:
            assert read(covered(document, document.span(path)).encode(), "x").document.data == value


def written(data: Any, *, flow: bool) -> str:
    """By ruamel, whose writer shares nothing with our reading."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.width = 10_000
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()
