"""Diagnostics as text: for people, for grep, for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.report.base import Options, Report


def _reporter(module: str) -> Report:
    """Imports a reporter's module when it is first called: one run needs one of them."""

    def report(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], options: Options) -> str:
        found: Report = import_module(f"{__name__}.{module}").report
        return found(diagnostics, texts, options)

    return report


REPORTERS: dict[str, Report] = {
    "text": _reporter("text"),
    "concise": _reporter("concise"),
    "json": _reporter("json_report"),
    "sarif": _reporter("sarif"),
    "github": _reporter("github"),
    "gitlab": _reporter("gitlab"),
    "junit": _reporter("junit"),
    "markdown": _reporter("markdown"),
}
"""Every reporter, by the name that `--format` takes."""

__all__ = ["REPORTERS", "Options", "Report"]
