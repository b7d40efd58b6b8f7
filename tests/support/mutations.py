"""Small seeded damage to objects, as people and bugs do it."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

WRONG: tuple[Any, ...] = (None, True, -1, 2**40, 1.5, "", "Not A Name!", "x" * 300, [], {}, ["a"], {"a": "b"})


def mutated(value: Any, seed: int) -> Any:
    """A copy with one thing changed, dropped, renamed, added or doubled."""
    rng = random.Random(seed)
    made = copy.deepcopy(value)
    parent, key = rng.choice(list(_places(made)))
    action = rng.choice(("replace", "drop", "rename", "add", "double"))
    if action == "replace":
        parent[key] = rng.choice(WRONG)
    elif action == "drop":
        del parent[key]
    elif isinstance(parent, list):
        parent.insert(key, copy.deepcopy(parent[key]))
    elif action == "rename":
        parent[f"{key}X"] = parent.pop(key)
    elif action == "add":
        parent["unheardOf"] = rng.choice(WRONG)
    else:
        parent[key] = [parent[key], copy.deepcopy(parent[key])]
    return made


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in list(entries):
        yield value, key
        if isinstance(item, dict | list):
            yield from _places(item)
