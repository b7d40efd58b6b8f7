"""JSON for machines, described by `schema/diagnostics.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gitune.diagnostics.codes import CODES
from gitune.diagnostics.model import Diagnostic, Span
from gitune.diagnostics.redact import redact
from gitune.diagnostics.report.base import Options, counts, ordered

FORMAT_VERSION = "1.0"
"""The minor part grows with every new field, the major part when a field goes or changes its meaning."""


def report(diagnostics: Sequence[Diagnostic], _texts: Mapping[str, str], _options: Options) -> str:
    """One object; ASCII only, so that no terminal and no log takes a character of a user for its own."""
    body = {
        "format_version": FORMAT_VERSION,
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in ordered(diagnostics)],
        "summary": {f"{severity}s": number for severity, number in counts(diagnostics).items()},
    }
    return json.dumps(body, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "name": CODES[diagnostic.code].name,
        "severity": diagnostic.severity.value,
        "message": redact(diagnostic.message),
        "hint": redact(diagnostic.hint) if diagnostic.hint else None,
        "span": _span(diagnostic.span) if diagnostic.span else None,
        "related": [{"span": _span(near.span), "message": redact(near.message)} for near in diagnostic.related],
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
