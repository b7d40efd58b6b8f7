"""Rows that a run sees, from what the lock knows of the splits."""

from __future__ import annotations

from gitune.plan.model import Plan
from gitune.rules.splits import Slice, parse_split


def selected_rows(plan: Plan) -> int | None:
    """Rows that the run sees in one epoch; None where the lock does not know."""
    locked, parts = plan.dataset.locked, parse_split(plan.dataset.split)
    facts = locked.facts if locked else None
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
