"""How much of a file is still a spec. All of them are far above what anybody writes."""

from __future__ import annotations

from typing import NamedTuple

MAX_BYTES = 1 << 20
"""Size of a file in bytes, checked before it is decoded."""

MAX_DEPTH = 64
"""Mappings and lists inside each other, aliases followed."""

MAX_VALUES = 5_000
"""Values, keys not counted. A spec has about a hundred; a megabyte of them would take seconds."""


class Limits(NamedTuple):
    """What differs between files that people write and files that gitune writes."""

    bytes: int = MAX_BYTES
    values: int = MAX_VALUES
    hint: str = "point `dataset.source` at large data instead of writing it into the spec"


SPEC = Limits()

MAX_EXPANSION = 100_000
"""Values that all aliases of a document may add; text counts one more per 100 characters."""

MAX_INTEGER = (1 << 63) - 1
"""What every reader of what we render (Go, JSON, torch) can hold; the smallest is one below its negative."""

SECOND_OPINION = 1 << 16
"""Characters up to which the slow parser may look again at what the fast one refuses."""
