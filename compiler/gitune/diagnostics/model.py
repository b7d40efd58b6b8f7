"""Diagnostics are data: what is wrong, where, what is allowed and how to mend it.

Rules and stages know paths, never lines. They return a `Finding`; `Document.resolve` turns it into a `Diagnostic` by
looking the path up in the file it came from.
"""

from __future__ import annotations

import enum
from typing import Literal, NamedTuple

Path = tuple[str | int, ...]
"""A place in a document: keys and list indexes from the root, such as `("method", "rank")`."""

At = Literal["key", "value"]
"""Whether a finding is about the key of a path (unknown, misplaced) or about its value."""


class Severity(enum.StrEnum):
    """How much a diagnostic weighs: only errors stop a compile."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Span(NamedTuple):
    """A stretch of a file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """Another place that helps to understand a diagnostic, such as the first of two equal keys."""

    span: Span
    message: str


class Diagnostic(NamedTuple):
    """One finding, resolved to its place. `span` is None only when the input has no text (a missing file)."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    related: tuple[Related, ...] = ()
    hint: str | None = None

    def sort_key(self) -> tuple[object, ...]:
        """File, line, column, code, message, and then the rest: the order in which every reporter prints."""
        place = (self.span.file, self.span.line, self.span.column) if self.span else ("", 0, 0)
        return (*place, self.code, self.message, self.related, self.hint or "")


class RelatedPath(NamedTuple):
    """A related place, before it is resolved."""

    path: Path
    message: str
    at: At = "value"


class Finding(NamedTuple):
    """What a stage or a rule reports. The severity comes from the code's entry in the registry."""

    code: str
    message: str
    path: Path = ()
    at: At = "value"
    hint: str | None = None
    related: tuple[RelatedPath, ...] = ()


def has_errors(diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Whether any of them stops the compile."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
