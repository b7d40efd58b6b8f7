"""GT405."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check, facts_of
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan
from gitune.rules.splits import Slice, parse_split
from gitune.spec.words import quoted


class SplitPastEnd(Check):
    """The split, or a slice of it, is not in the dataset.

    The lock knows the splits of the pinned files and, where the files tell, how many rows each has. `datasets` refuses
    a slice that begins or ends behind the last row.

    Bad:
        spec:
          dataset: {split: "train[:60000]"}
        lock:
          splits: {train: 52002}

    Good:
        spec:
          dataset: {split: "train[:50000]"}
        lock:
          splits: {train: 52002}
    """

    code = "GT405"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """Splits that are not there, and bounds behind the last row."""
        facts, parts = facts_of(plan), parse_split(plan.dataset.split)
        if facts is None or isinstance(parts, str):
            return
        rows = {split.name: split.rows for split in facts.splits}
        for part in parts:
            problem = _problem(part, rows)
            if problem:
                yield self.finding(problem, ("dataset", "split"), hint=_hint(rows))


def _problem(part: Slice, rows: dict[str, int | None]) -> str | None:
    if part.name not in rows:
        return f"the dataset has no split {quoted(part.name)}"
    count = rows[part.name]
    if count is None or part.percent:
        return None
    beyond = [bound for bound in (part.start, part.end) if bound is not None and abs(bound) > count]
    return f"`{part.name}` has {count:,} rows, none at {abs(beyond[0]):,}" if beyond else None


def _hint(rows: dict[str, int | None]) -> str:
    named = (f"`{name}`" + (f" ({count:,} rows)" if count is not None else "") for name, count in rows.items())
    return f"the lock knows {', '.join(named)}"
