"""GT406."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check, facts_of, target_column
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan
from gitune.spec.words import quoted

_FEW = 0.01


class EmptyTargets(Check):
    """Rows have nothing to learn.

    The loss is taken over the target column alone. Rows in which it is empty teach the model to answer with nothing, or
    end a step with a loss that is no number.

    Bad:
        spec:
          dataset: {kind: instruct, columns: {input: question, output: answer}}
        lock:
          columns: {question: text, answer: text}
          empty: {answer: 40}

    Good:
        spec:
          dataset: {kind: instruct, columns: {input: question, output: answer}}
        lock:
          columns: {question: text, answer: text}
    """

    code = "GT406"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """More than one row of a hundred without a target."""
        facts, target = facts_of(plan), target_column(plan)
        if facts is None or not facts.sample:
            return
        for column in facts.columns:
            if column.name == target and column.empty > _FEW * facts.sample:
                message = f"{quoted(target)} is empty in {column.empty:,} of {facts.sample:,} rows"
                hint = "filter these rows out, or name the column that holds the answer"
                yield self.finding(message, ("dataset", "columns"), hint=hint)
