"""For every spec: formatting twice changes nothing more, no value changes, no comment is lost."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitune.format.document import format_spec
from gitune.source.read import read

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*/finetune.yaml"))
SPECS = [
    *EXAMPLES,
    *sorted((ROOT / "tests").glob("diagnostics/*.yaml")),
    *sorted((ROOT / "tests/golden").rglob("finetune.yaml")),
]


def data_of(text: str) -> str:
    document = read(text.encode(), "spec").document
    assert document is not None
    return json.dumps(document.data, sort_keys=True)


def check(text: str) -> str:
    once = format_spec(text.encode(), "spec").text
    assert once is not None, text
    assert data_of(once) == data_of(text)
    assert format_spec(once.encode(), "spec").text == once
    return once


@pytest.mark.parametrize("file", SPECS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_spec_of_the_tests(file: Path) -> None:
    formatted = format_spec(file.read_bytes(), file.name)
    if formatted.text is not None:
        check(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.parent.name)
def test_the_examples_are_the_style(file: Path) -> None:
    assert format_spec(file.read_bytes(), file.name).text == file.read_text(encoding="utf-8")


def sections(text: str) -> list[list[str]]:
    """Top-level entries as lines, each with the comments and blank lines above it."""
    found: list[list[str]] = []
    waiting: list[str] = []
    for line in text.splitlines():
        if line[:1] in {"", "#"}:
            waiting.append(line)
        elif line[0] == " ":
            found[-1] += [*waiting, line]
            waiting = []
        else:
            found.append([*waiting, line])
            waiting = []
    return found


def comments(text: str) -> Counter[str]:
    return Counter(re.findall(r"(?m)(?:^|\s)(#.*?)\s*$", text))


@given(st.data())
def test_any_order_comes_back_to_one(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(EXAMPLES)).read_text(encoding="utf-8")
    plain = "".join(line + "\n" for line in text.splitlines() if not line.startswith("#"))
    shuffled = data.draw(st.permutations(sections(plain)))
    mixed = "\n".join(line for section in shuffled for line in section) + "\n"
    assert check(mixed) == check(plain)


@given(st.data())
def test_comments_anywhere_are_kept(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(EXAMPLES)).read_text(encoding="utf-8").splitlines()
    for number in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(lines)))
        beside = data.draw(st.booleans()) and at < len(lines) and "#" not in lines[at] and lines[at]
        if beside:
            lines[at] += f"{' ' * data.draw(st.integers(1, 4))}# beside {number}"
        else:
            lines[at:at] = data.draw(
                st.lists(
                    st.one_of(st.just(""), st.integers(0, 8).map(lambda pad, n=number: f"{' ' * pad}#own {n}")),
                    max_size=3,
                )
            )
    text = "\n".join(lines) + "\n"
    assert comments(check(text)) == comments(text)


KEYS = st.sampled_from(["kind", "name", "rank", "dropout", "on", "null", "1:30", "a b", "#x", "é", "- y", "x: z", ""])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12), KEYS,
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.sampled_from([None, 1]))
def test_any_data(value: dict[str, object], indent: int | None) -> None:
    check(json.dumps(value, indent=indent, ensure_ascii=True))


@given(st.binary(max_size=200) | st.text(alphabet="ab:-#[]{}&*|>!'\"\n ,?%1.", max_size=60).map(str.encode))
def test_no_bytes_crash_it(data: bytes) -> None:
    formatted = format_spec(data, "spec")
    if formatted.text is not None:
        assert format_spec(formatted.text.encode(), "spec").text == formatted.text
