"""Which tree becomes which when environments come, go, and change their folders."""

from __future__ import annotations

import pytest

from gitune.diff.model import Tree
from gitune.diff.trees import tree_changes

ONE = Tree(None, "rendered")
DEV, PROD, TEST = (Tree(name, f"rendered/{name}") for name in ("dev", "prod", "test"))
MOVED = Tree("dev", "elsewhere")
RENAMED = Tree("development", "rendered/dev")
Said = list[tuple[str | None, str | None, bool]]

CASES: dict[str, tuple[list[Tree], list[Tree], Said]] = {
    "nothing": ([ONE], [ONE], [("rendered", "rendered", True)]),
    "a first project": ([], [ONE], [(None, "rendered", True)]),
    "the same environments": (
        [DEV, PROD],
        [PROD, DEV],
        [("rendered/prod", "rendered/prod", True), ("rendered/dev", "rendered/dev", True)],
    ),
    "another folder": ([DEV], [MOVED], [("rendered/dev", "elsewhere", True)]),
    "another name": ([DEV, PROD], [RENAMED, PROD], [("rendered/dev",) * 2 + (True,), ("rendered/prod",) * 2 + (True,)]),
    "two that change places": (
        [DEV, PROD],
        [Tree("dev", "rendered/prod"), Tree("prod", "rendered/dev")],
        [("rendered/dev", "rendered/dev", True), ("rendered/prod", "rendered/prod", True)],
    ),
    "a folder that another takes": (
        [DEV],
        [MOVED, Tree("prod", "rendered/dev")],
        [(None, "elsewhere", True), ("rendered/dev", "rendered/dev", True)],
    ),
    "one comes": ([DEV], [DEV, TEST], [("rendered/dev", "rendered/dev", True), (None, "rendered/test", True)]),
    "one goes": ([DEV, TEST], [DEV], [("rendered/dev", "rendered/dev", True), ("rendered/test", None, True)]),
    "one goes and one comes": ([DEV], [TEST], [(None, "rendered/test", True), ("rendered/dev", None, True)]),
    "the first environment": ([ONE], [DEV], [("rendered", "rendered/dev", True)]),
    "the first two": ([ONE], [DEV, PROD], [("rendered", "rendered/dev", False), ("rendered", "rendered/prod", False)]),
    "the first two, one in the folder": (
        [ONE],
        [DEV, Tree("prod", "rendered")],
        [(None, "rendered/dev", True), ("rendered", "rendered", True)],
    ),
    "none any more": ([DEV, PROD], [ONE], [("rendered/dev", "rendered", False), ("rendered/prod", "rendered", False)]),
    "none any more, in the folder of one": (
        [DEV, PROD],
        [Tree(None, "rendered/prod")],
        [("rendered/prod", "rendered/prod", True), ("rendered/dev", None, True)],
    ),
    "a project goes": ([DEV, PROD], [], [("rendered/dev", None, True), ("rendered/prod", None, True)]),
}


@pytest.mark.parametrize("case", CASES)
def test_each_tree_is_found_again(case: str) -> None:
    before, after, expected = CASES[case]
    found = [
        (change.before and change.before.output, change.after and change.after.output, change.certain)
        for change in tree_changes(before, after)
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_a_change_is_called_like_its_environment() -> None:
    assert [change.environment for change in tree_changes([ONE], [DEV, PROD])] == ["dev", "prod"]
    assert [change.environment for change in tree_changes([DEV, PROD], [ONE])] == ["dev", "prod"]
    assert [change.environment for change in tree_changes([DEV], [RENAMED])] == ["development"]
    assert [change.environment for change in tree_changes([ONE], [ONE])] == [None]
