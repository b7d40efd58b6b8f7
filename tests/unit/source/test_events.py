"""The C parser and the pure one give the same documents, the same places and the same diagnostics."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from gitune.diagnostics.model import Path as DocumentPath
from gitune.diagnostics.model import Span
from gitune.source import ReadResult, events, read
from gitune.source.events import c_events, pure_events, sources

ROOT = Path(__file__).parents[3]
CORPUS = sorted([*(ROOT / "tests" / "diagnostics").glob("*.yaml"), *(ROOT / "examples").glob("*/finetune.yaml")])


def places(result: ReadResult) -> dict[tuple[DocumentPath, str], Span]:
    document = result.document
    if document is None:
        return {}
    paths = list(paths_of(document.data))
    return {(path, at): document.span(path, at) for path in paths for at in ("key", "value")}


def paths_of(data: Any, path: DocumentPath = ()) -> Iterator[DocumentPath]:
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        yield from paths_of(value, (*path, step))


def assert_equal(data: bytes) -> None:
    fast, pure = read(data, "spec.yaml"), read(data, "spec.yaml", events=pure_events)
    assert fast == pure
    assert places(fast) == places(pure)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_corpus(file: Path) -> None:
    assert_equal(file.read_bytes())


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  - \n  - b\n",
        "a:\n\n\nb: |\n  x\n\n\n# c\nc: >-\n  y\n",
        "? a\n: b\n",
        "a: 'x\n\n  y'\n",
        "- {a: [b]}\n-\n - c\n",
        "a: &x !!str 1\nb: *x\n",
        "\ufeffa: 1",
        "a: é😀\nb: 日本\n",
        "a:\r\n  b: 1\r\nc: 2",
        "{a: {b: {c: []}}, d: ''}",
        "...",
    ],
)
def test_shapes(text: str) -> None:
    assert_equal(text.encode())


TEXT = st.text(alphabet="ab 1:#-'\"\\\n\u00e9\u65e5\U0001f600", max_size=20)
KEYS = st.text(alphabet="ab 1#-'\"\n\u00e9\u65e5", max_size=20)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(DATA, st.sampled_from([True, False, None]))
def test_written_documents(data: Any, flow: bool | None) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    stream = io.StringIO()
    yaml.dump(data, stream)
    assert_equal(stream.getvalue().encode())


def test_without_the_c_module(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sources() == (c_events, pure_events)
    monkeypatch.setattr(events, "C_MODULES", ("no_such_module",))
    assert sources() == (pure_events,)
    assert read(b"a: 1", "x").document is not None


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: [b:c, hf://x/y, why?]\n", {"a": ["b:c", "hf://x/y", "why?"]}),
        ("{source: hf://tatsu-lab/alpaca/data}", {"source": "hf://tatsu-lab/alpaca/data"}),
        ('a: "\\ud83d\\ude00"', {"a": "\U0001f600"}),
        ("a:\tb\n", {"a": "b"}),
    ],
)
def test_what_only_one_of_them_takes(text: str, data: Any) -> None:
    document = read(text.encode(), "x").document
    assert document is not None
    assert document.data == data
    alone = [read(text.encode(), "x", events=source).document for source in (c_events, pure_events)]
    assert alone.count(None) == 1
