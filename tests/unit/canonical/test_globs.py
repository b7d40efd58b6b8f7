"""Patterns of paths."""

from __future__ import annotations

import pytest

from gitune.canonical.globs import matches


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.yaml", "a.yaml", True),
        ("*.yaml", "a/b.yaml", False),
        ("**/*.yaml", "a.yaml", True),
        ("**/*.yaml", "a/b/c.yaml", True),
        ("a/**", "a/b/c", True),
        ("a/**", "b/c", False),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("[ab].yaml", "b.yaml", True),
        ("[!ab].yaml", "b.yaml", False),
        ("[!ab].yaml", "c.yaml", True),
        ("[z-a].yaml", "[z-a].yaml", True),
        ("[z-a].yaml", "b.yaml", False),
        ("[", "[", True),
        ("a.b", "axb", False),
        ("(a|b)+", "(a|b)+", True),
        ("**/**/**/x", "a/x", True),
    ],
)
def test_what_fits(pattern: str, path: str, expected: bool) -> None:
    assert matches(path, [pattern]) is expected


def test_many_folders_in_a_row_are_one() -> None:
    """Without that, this would not end."""
    assert not matches("/".join("a" * 40), ["**/" * 40 + "x"])
