"""A sample of rows, and what their columns are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from gitune.lock.facts import Column

SAMPLE = 1000
"""Rows that are looked at."""

ColumnType = Literal["text", "number", "boolean", "list", "object", "other"]
Row = dict[str, Any]


class Sample(NamedTuple):
    """The first rows of a file."""

    types: dict[str, ColumnType]
    """Columns in the file's order."""
    rows: Sequence[Row]

    def columns(self) -> tuple[Column, ...]:
        """The columns, with how many of the rows have nothing in them."""
        return tuple(
            Column.model_construct(name=name, type=kind, empty=sum(is_empty(row.get(name)) for row in self.rows))
            for name, kind in self.types.items()
        )


def is_empty(value: object) -> bool:
    """Whether a value is none, blank, or without elements."""
    return value is None or (not value.strip() if isinstance(value, str) else value in ([], {}))


def types_of_values(rows: Sequence[Row]) -> dict[str, ColumnType]:
    """The columns of rows that come without a schema: a column of mixed values is `other`."""
    found: dict[str, set[ColumnType]] = {}
    for row in rows:
        for name, value in row.items():
            kinds = found.setdefault(name, set())
            if value is not None:
                kinds.add(_type_of_value(value))
    return {name: kinds.pop() if len(kinds) == 1 else "other" for name, kinds in found.items()}


def _type_of_value(value: object) -> ColumnType:
    if isinstance(value, bool):
        return "boolean"
    names: tuple[tuple[type | tuple[type, ...], ColumnType], ...] = (
        (str, "text"),
        ((int, float), "number"),
        (list, "list"),
        (dict, "object"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "other")
