"""`load_plain`: our own YAML, where a mistake is an error."""

from __future__ import annotations

import pytest

from gitune.source import SourceError, load_plain


def test_data() -> None:
    assert load_plain("a: [1, no]\n", "catalog.yaml") == {"a": [1, "no"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "catalog.yaml:2:1: GT005 the key `a` stands twice in this mapping"),
        ("a: .nan", "catalog.yaml:1:4: GT010 `.nan` is not a number that a spec can hold"),
        ("", "catalog.yaml:1:1: GT009 the file holds nothing but white space and comments"),
        ("a: \ud800", "catalog.yaml:1:4: GT002 the byte 0xed is not UTF-8 text"),
    ],
)
def test_error_says_where_and_why(text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        load_plain(text, "catalog.yaml")
    assert str(caught.value) == message
