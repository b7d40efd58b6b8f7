"""What a check is: one question to a plan and to what the lock knows, one class, whose docstring is its page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from gitune.diagnostics.model import At, Finding, Path
from gitune.plan.model import Plan

if TYPE_CHECKING:
    from gitune.lock.facts import DatasetFacts


class Check(ABC):
    """One check. It says nothing where the lock does not know."""

    code: ClassVar[str]

    @abstractmethod
    def check(self, plan: Plan) -> Iterator[Finding]:
        """Yields a finding for each place of the spec that does not go with what is pinned."""

    def finding(self, message: str, path: Path, *, at: At = "value", hint: str | None = None) -> Finding:
        """A finding with the check's own code."""
        return Finding(self.code, message, path, at, hint)


def facts_of(plan: Plan) -> DatasetFacts | None:
    """What the lock knows of the rows."""
    locked = plan.dataset.locked
    return locked.facts if locked else None


def learned_columns(plan: Plan) -> dict[str, str]:
    """The columns that the run reads, by their role; without those that the trainer does without."""
    columns = {role: name for role, name in plan.dataset.columns.model_dump().items() if name is not None}
    if plan.dataset.template == "alpaca":
        # Stanford's template has a form for rows without an input.
        columns.pop("input", None)
    return columns


def target_column(plan: Plan) -> str:
    """The column with what is learned."""
    columns = plan.dataset.columns
    return columns.output or columns.messages or columns.text or ""
