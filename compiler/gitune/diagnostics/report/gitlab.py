"""GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gitune.diagnostics.model import Diagnostic, Severity
from gitune.diagnostics.report.base import Options, last_line, ordered, place_of
from gitune.diagnostics.report.cells import printable
from gitune.diagnostics.report.fingerprint import fingerprints

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def report(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], _options: Options) -> str:
    """One array; ASCII only, as GitLab reads no byte order mark and every log holds it."""
    found = ordered(diagnostics)
    marks = fingerprints(found, texts)
    return json.dumps([_issue(d, mark) for d, mark in zip(found, marks, strict=True)], indent=2) + "\n"


def _issue(diagnostic: Diagnostic, mark: str) -> dict[str, Any]:
    place = place_of(diagnostic)
    hint = f" (help: {printable(diagnostic.hint)})" if diagnostic.hint else ""
    return {
        "description": f"{diagnostic.code}: {printable(diagnostic.message)}{hint}",
        "check_name": diagnostic.code,
        "fingerprint": mark,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": printable(place.file), "lines": {"begin": place.line, "end": last_line(place)}},
    }
