"""Each file of `cases/` and what it becomes, which stands beside it; adding a case is adding a file, then --update."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.format.document import format_spec

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, update: bool) -> None:
    text = format_spec(case.read_bytes(), case.name).text
    assert text is not None
    expected = case.with_suffix(".out")
    if update:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    assert format_spec(text.encode(), case.name).text == text


@pytest.mark.parametrize("text", ["just text\n", "- a\n", "", "a: 1\na: 2\n", "a: [\n"])
def test_what_is_no_spec_is_left_alone(text: str) -> None:
    formatted = format_spec(text.encode(), "spec")
    assert formatted.text in {None, text}


def test_long_text_with_a_line_break_stays_on_one_line() -> None:
    text = f"a: {'word ' * 30}\n\n  end\n"
    once = format_spec(text.encode(), "spec").text
    assert once is not None
    assert once.startswith('a: "word')
    assert format_spec(once.encode(), "spec").text == once
