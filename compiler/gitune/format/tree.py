"""A document as a person wrote it: values with their style, and the comments beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Lines = list[str]
"""Comments, one a line without their indentation; an empty text is a blank line."""


@dataclass(slots=True)
class Alias:
    """`*name`."""

    name: str
    end_line: int


@dataclass(slots=True)
class Scalar:
    """One value that is no collection."""

    data: str | int | float | bool | None
    text: str
    """The text of the event: without quotes, folded."""
    style: str
    """`plain`, `'`, `"`, `|` or `>`."""
    end_line: int
    anchor: str | None = None
    several_lines: bool = False
    block: Lines = field(default_factory=list)
    """The lines of `|` and `>`, without their indentation."""


@dataclass(slots=True)
class Collection:
    """A mapping or a list."""

    kind: Literal["mapping", "list"]
    flow: bool
    line: int
    column: int
    anchor: str | None = None
    entries: list[Entry] = field(default_factory=list)
    end_line: int = 0
    end_column: int = 0
    tail: Lines = field(default_factory=list)
    """What stands after the last entry."""
    owner: Entry | None = None


Value = Alias | Scalar | Collection


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list."""

    line: int
    column: int
    home: Collection
    key: Scalar | None = None
    value: Value = field(default_factory=lambda: Scalar(None, "", "plain", 0))
    before: Lines = field(default_factory=list)
    after: str | None = None
    """The comment at the end of its line."""

    @property
    def place(self) -> tuple[int, int]:
        """Where it starts."""
        return self.line, self.column


@dataclass(slots=True)
class Source:
    """A whole document."""

    root: Collection
    head: Lines
    entries: list[Entry]
    """Every entry, in the order of the file."""
