from __future__ import annotations

from typing import Any

import pytest

from gitune.diff.model import Change
from gitune.diff.values import changes

CASES: list[tuple[Any, Any, list[Change]]] = [
    ({}, {}, []),
    ({"a": 1}, {"a": 1}, []),
    ({"a": [1, {"b": 2}]}, {"a": (1, {"b": 2})}, []),
    ({"a": 1}, {"a": 2}, [Change("a", 1, 2)]),
    ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, [Change("a.c", None, 2)]),
    ({"a": [1, 2]}, {"a": [1, 3]}, [Change("a[1]", 2, 3)]),
    ({"a": [1, 2]}, {"a": [1]}, [Change("a", [1, 2], [1])]),
    ({"x.y/z": 1}, {}, [Change('["x.y/z"]', 1, None)]),
    ({"a": True}, {"a": 1}, [Change("a", True, 1)]),
    ({"a": "1"}, {"a": 1}, [Change("a", "1", 1)]),
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
def test_changes(before: Any, after: Any, expected: list[Change]) -> None:
    assert list(changes(before, after)) == expected
