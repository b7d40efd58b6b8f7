"""One line each, `file:line:column: CODE message`: for grep and problem matchers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.report.base import Options, ordered
from gitune.diagnostics.report.cells import printable


def report(diagnostics: Sequence[Diagnostic], _texts: Mapping[str, str], _options: Options) -> str:
    """Severity and hint are left to the other formats."""
    return "".join(f"{_line(diagnostic)}\n" for diagnostic in ordered(diagnostics))


def _line(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    place = f"{printable(span.file)}:{span.line}:{span.column}: " if span else ""
    return f"{place}{diagnostic.code} {printable(diagnostic.message)}"
