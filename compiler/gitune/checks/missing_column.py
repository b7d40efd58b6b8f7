"""GT404."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check, facts_of, learned_columns
from gitune.diagnostics.model import Finding
from gitune.diagnostics.nearest import did_you_mean
from gitune.plan.model import Plan
from gitune.spec.words import quoted


class MissingColumn(Check):
    """The dataset has no such column.

    `gitune lock` read the columns of the pinned files. A column that is not among them is an error of the trainer,
    minutes into a run whose GPUs are waiting by then.

    Bad:
        spec:
          dataset: {kind: instruct, columns: {input: question, output: answr}}
        lock:
          columns: {question: text, answer: text}

    Good:
        spec:
          dataset: {kind: instruct, columns: {input: question, output: answer}}
        lock:
          columns: {question: text, answer: text}
    """

    code = "GT404"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """Every column that is read and is not there."""
        facts = facts_of(plan)
        if facts is None or not facts.columns:
            return
        known = [column.name for column in facts.columns]
        listed = f"its columns are {', '.join(quoted(name) for name in known)}"
        for role, name in learned_columns(plan).items():
            if name not in known:
                message = f"the dataset has no column {quoted(name)}"
                yield self.finding(message, ("dataset", "columns", role), hint=did_you_mean(name, known, listed))
