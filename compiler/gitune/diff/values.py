"""Where two values differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitune.diff.model import Change

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def changes(before: Any, after: Any, path: str = "") -> tuple[Change, ...]:
    """Every place below `path` where the two differ, by path. What stands on one side alone is one change."""
    return tuple(_changes(before, after, path))


def value_at(value: Any, *path: str) -> Any:
    """The value below keys; None where there is none, whatever stands on the way."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _changes(before: Any, after: Any, path: str) -> Iterator[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            yield from _changes(before.get(key), after.get(key), _below(path, key))
    elif _is_list(before) and _is_list(after) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _changes(old, new, f"{path}[{index}]")
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield Change(path, before, after)


def _below(path: str, key: str) -> str:
    if not _PLAIN.fullmatch(key):
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
