"""What every reporter is: diagnostics in, one text out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from gitune.diagnostics.model import Diagnostic, Severity, Span


class Options(NamedTuple):
    """How a report looks. Both only matter to reporters for people."""

    color: bool = False
    width: int = 100
    """Columns of the terminal."""


Report = Callable[[Sequence[Diagnostic], Mapping[str, str], Options], str]
"""Diagnostics, the text of each file by its name, options: the report, ending in a line break unless it is empty."""


def ordered(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """In the order of every report."""
    return sorted(diagnostics, key=Diagnostic.sort_key)


def worst_first(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """For readers who may not see all: errors, then warnings, then notes, each in the order of every report."""
    rank = {severity: number for number, severity in enumerate(Severity)}
    return sorted(ordered(diagnostics), key=lambda diagnostic: rank[diagnostic.severity])


def place_of(diagnostic: Diagnostic) -> Span:
    """For formats that refuse a finding without a file: its span, or the folder that gitune was called in."""
    return diagnostic.span or Span(".", 1, 1, 1, 1)


def last_line(span: Span) -> int:
    """The last line of which a span holds a character: its end is exclusive."""
    return span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line


def counts(diagnostics: Sequence[Diagnostic]) -> dict[Severity, int]:
    """How many there are of each severity, errors first."""
    counted = Counter(diagnostic.severity for diagnostic in diagnostics)
    return {severity: counted[severity] for severity in Severity}


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`; empty for no diagnostics."""
    found = ((severity, number) for severity, number in counts(diagnostics).items() if number)
    return ", ".join(f"{number} {severity}{'' if number == 1 else 's'}" for severity, number in found)
