"""How much of a file is still a spec. All of them are far above what anybody writes."""

MAX_BYTES = 1 << 20
"""Size of a file in bytes, checked before it is decoded."""

MAX_DEPTH = 64
"""Mappings and lists inside each other, aliases followed."""

MAX_VALUES = 5_000
"""Values, keys not counted. A spec has about a hundred; a megabyte of them would take seconds."""

MAX_EXPANSION = 100_000
"""Values that all aliases of a document may add; text counts one more per 100 characters."""

MAX_INTEGER = (1 << 63) - 1
"""What every reader of what we render (Go, JSON, torch) can hold; the smallest is one below its negative."""

SECOND_OPINION = 1 << 16
"""Characters up to which the slow parser may look again at what the fast one refuses."""
