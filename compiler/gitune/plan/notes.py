"""What the planner's parts write down on the way: decisions with their reasons, and findings."""

from __future__ import annotations

from typing import TypeVar

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import At, Finding, Path, Severity
from gitune.plan.model import Decision

T = TypeVar("T")


class Notes:
    """One list of decisions and one of findings, in the order in which they were made."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.findings: list[Finding] = []

    def decide(self, path: Path, value: T, reason: str) -> T:
        """Writes down what was chosen for a field that the spec left open, and hands it back."""
        self.decisions.append(Decision(path, value, reason))
        return value

    def report(self, code: str, message: str, path: Path, *, hint: str | None = None, at: At = "value") -> None:
        """Writes down what is wrong."""
        self.findings.append(Finding(code, message, path, at, hint))

    @property
    def failed(self) -> bool:
        """Whether a finding stops the plan."""
        return any(severity_of(f.code) is Severity.ERROR for f in self.findings)
