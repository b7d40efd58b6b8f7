"""How a stage of the local run says that it cannot go on: diagnostics, carried to the one place that reports them."""

from __future__ import annotations

from pathlib import Path

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span


class Refused(Exception):  # noqa: N818 - an outcome, which `run_rendered` turns into its result
    """The run cannot be started, for these reasons."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics


def diagnostic(code: str, message: str, *, hint: str | None = None, file: Path | None = None) -> Diagnostic:
    """A diagnostic with its registered severity, at the start of `file` where one is to blame."""
    span = Span(str(file), 1, 1, 1, 1) if file else None
    return Diagnostic(code, severity_of(code), message, span, hint=hint)
