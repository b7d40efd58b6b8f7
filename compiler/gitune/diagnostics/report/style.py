"""Colours of a terminal, or none."""

from __future__ import annotations

from typing import NamedTuple

from gitune.diagnostics.model import Severity

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_FRAME = "\x1b[1;34m"
_SEVERITIES = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}


class Style(NamedTuple):
    """Paints when `color` is set. Paint nothing of a user that is not escaped already."""

    color: bool

    def frame(self, text: str) -> str:
        """Line numbers, bars and arrows."""
        return self._paint(_FRAME, text)

    def bold(self, text: str) -> str:
        """The message."""
        return self._paint(_BOLD, text)

    def severity(self, severity: Severity, text: str) -> str:
        """The code and its carets."""
        return self._paint(_SEVERITIES[severity], text)

    def _paint(self, start: str, text: str) -> str:
        return f"{start}{text}{_RESET}" if self.color and text else text
