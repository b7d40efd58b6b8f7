from __future__ import annotations

import pytest

from gitune.catalog.lazy import LazyMapping


def test_nothing_is_read_before_it_is_asked_for() -> None:
    def read() -> dict[str, int]:
        raise AssertionError("read too early")

    LazyMapping(read, lambda _, raw: raw)


def test_only_the_named_entry_is_parsed_and_only_once() -> None:
    parsed: list[str] = []

    def parse(key: str, raw: int) -> int:
        parsed.append(key)
        return raw * 2

    mapping = LazyMapping(lambda: {"a": 1, "b": 2}, parse)
    assert (mapping["b"], mapping["b"]) == (4, 4)
    assert parsed == ["b"]


def test_it_is_a_mapping() -> None:
    mapping = LazyMapping(lambda: {"a": 1, "b": 2}, lambda _, raw: raw)
    assert list(mapping) == ["a", "b"]
    assert len(mapping) == 2
    assert "a" in mapping
    assert "c" not in mapping
    assert dict(mapping.items()) == {"a": 1, "b": 2}


def test_an_unknown_key_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        LazyMapping(dict, lambda _, raw: raw)["a"]
