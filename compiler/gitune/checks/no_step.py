"""GT412."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan
from gitune.plan.rows import selected_rows


class NoStep(Check):
    """The rows do not make a single optimizer step.

    torchtune drops the rows that do not fill a step. With fewer rows than `training.globalBatchSize` there is none: the
    run would end well, having learned nothing.

    Bad:
        spec:
          training: {globalBatchSize: 64}
          dataset: {split: "train[:50]"}
        lock:
          splits: {train: 1000}

    Good:
        spec:
          training: {globalBatchSize: 64}
          dataset: {split: "train"}
        lock:
          splits: {train: 1000}
    """

    code = "GT412"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """Fewer rows than one step takes. How many sequences packing makes of them is not known."""
        rows, batch = selected_rows(plan), plan.training.batch.global_size
        if rows is not None and rows < batch and not plan.dataset.packed:
            message = f"{rows:,} rows make no step of {batch:,}"
            yield self.finding(message, ("training", "globalBatchSize"), hint=f"at most {rows:,} fill one step")
