"""GT412."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check, facts_of
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan
from gitune.rules.splits import Slice, parse_split


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


def selected_rows(plan: Plan) -> int | None:
    """Rows that the run sees in one epoch; None where the lock does not know."""
    facts, parts = facts_of(plan), parse_split(plan.dataset.split)
    if facts is None or isinstance(parts, str):
        return None
    rows = {split.name: split.rows for split in facts.splits}
    counts = [_count(part, rows.get(part.name)) for part in parts]
    return None if None in counts else sum(count for count in counts if count is not None)


def _count(part: Slice, rows: int | None) -> int | None:
    """Rows of one part, percentages rounded as `datasets` does (to the closest row)."""
    if rows is None:
        return None
    bounds = [part.start or 0, rows if part.end is None else part.end]
    if part.percent:
        bounds = [round((part.start or 0) * rows / 100), rows if part.end is None else round(part.end * rows / 100)]
    start, end = (min(max(bound + rows if bound < 0 else bound, 0), rows) for bound in bounds)
    return max(end - start, 0)
