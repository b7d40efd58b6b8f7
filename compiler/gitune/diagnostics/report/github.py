"""Workflow commands that GitHub shows as annotations.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gitune.diagnostics.codes import CODES
from gitune.diagnostics.model import Diagnostic, Severity, Span
from gitune.diagnostics.report.base import Options, counts, last_line, summary, worst_first
from gitune.diagnostics.report.cells import printable, shortened

SHOWN = 10
"""GitHub shows so many annotations of one kind from one step, and the log shows all."""
_LONGEST = 4000
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def report(diagnostics: Sequence[Diagnostic], _texts: Mapping[str, str], _options: Options) -> str:
    """One command each, worst first, and a last line for the log with how many there are."""
    if not diagnostics:
        return ""
    lines = [_command(diagnostic) for diagnostic in worst_first(diagnostics)]
    return "\n".join([*lines, _last(diagnostics)]) + "\n"


def _last(diagnostics: Sequence[Diagnostic]) -> str:
    most = max(counts(diagnostics).values())
    beyond = f" (GitHub shows {SHOWN} annotations of each kind; all stand in this log)" if most > SHOWN else ""
    return f"gitune: {summary(diagnostics)}{beyond}"


def _command(diagnostic: Diagnostic) -> str:
    title = f"{diagnostic.code} {CODES[diagnostic.code].name}"
    properties = {**(_place(diagnostic.span) if diagnostic.span else {}), "title": title}
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    hint = f"\nhelp: {_text(diagnostic.hint)}" if diagnostic.hint else ""
    return f"::{_COMMANDS[diagnostic.severity]} {written}::{_data(_text(diagnostic.message) + hint)}"


def _place(span: Span) -> dict[str, str]:
    """Columns are for places within one line: GitHub refuses others."""
    end = last_line(span)
    columns = {"col": span.column, "endColumn": span.end_column} if span.line == span.end_line else {}
    numbers = {"line": span.line, "endLine": end, **columns}
    return {"file": printable(span.file), **{key: str(number) for key, number in numbers.items()}}


def _text(text: str) -> str:
    return shortened(printable(text), _LONGEST)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
