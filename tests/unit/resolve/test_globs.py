"""Patterns mean the same to who locks and to who downloads."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from gitune.resolve import globs
from gitune_initializer import globs as initializer

paths = st.text("ab./-0", min_size=1, max_size=12)
patterns = st.text("ab./-0*?[]!", min_size=1, max_size=10)


class File(NamedTuple):
    path: str


@given(st.lists(paths, max_size=6), st.lists(patterns, max_size=3))
def test_both_sides_select_the_same_files(names: list[str], wanted: list[str]) -> None:
    files = [File(name) for name in sorted(set(names))]
    try:
        expected = initializer.select(files, wanted)
    except Exception:
        return
    assert globs.select(files, wanted) == expected


def test_one_star_stays_in_a_folder_and_two_go_through() -> None:
    files = [File("a.json"), File("x/a.json"), File("x/y/a.json")]
    assert globs.select(files, ["x/*.json"])[0] == [File("x/a.json")]
    assert globs.select(files, ["**/*.json"])[0] == files
    assert globs.select(files, ["*.bin", "a.json"])[1] == ["*.bin"]
