from __future__ import annotations

import pytest

from gitune.rules.splits import Slice, parse_split


def test_parts() -> None:
    assert parse_split("train[:95%]+test[10:-5]") == (
        Slice("train", None, 95, percent=True),
        Slice("test", 10, -5, percent=False),
    )


@pytest.mark.parametrize(
    "text", ["train[5:20%]", "train[:101%]", "[:5]", "train[5]", "train[:5%%]", "a b", "+", "train[::2]"]
)
def test_refused(text: str) -> None:
    assert isinstance(parse_split(text), str)


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("train", False),
        ("train[:0]", True),
        ("train[10:10]", True),
        ("train[10:5]", True),
        ("train[-5:-10]", True),
        ("train[-10:-5]", False),
        ("train[-10:5]", False),
        ("train[10:-5]", False),
        ("train[100%:]", True),
        ("train[:-100%]", True),
        ("train[0%:1%]", False),
    ],
)
def test_empty(text: str, empty: bool) -> None:
    parts = parse_split(text)
    assert not isinstance(parts, str)
    assert parts[0].empty is empty
