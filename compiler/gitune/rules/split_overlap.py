"""GT269."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.rules.splits import Slice, parse_split


class SplitOverlap(Rule):
    """Parts of the split share rows.

    Parts joined by `+` are put one after another. Rows that stand in two of them are learned twice as often as the
    others.

    Bad:
        dataset: {split: "train[:60%]+train[50%:]"}

    Good:
        dataset: {split: "train[:60%]+train[90%:]"}
    """

    code = "GT269"

    def check(self, context: Context) -> Iterator[Finding]:
        """Two slices of one split with rows in common, both counted in the same unit and from the start."""
        parts = parse_split(context.spec.dataset.split)
        if isinstance(parts, str):
            return
        for first, second in combinations(parts, 2):
            if first.name == second.name and _overlap(first, second):
                message = f"two parts of the split share rows of `{first.name}`"
                yield self.finding(message, ("dataset", "split"), hint="let one part begin where the other ends")
                return


def _overlap(first: Slice, second: Slice) -> bool:
    """Whether two slices surely share rows. Bounds from the end, and rows beside percent, depend on the data."""
    bounds = [(part.start or 0, part.end) for part in (first, second)]
    if any(start < 0 or (end is not None and end < 0) for start, end in bounds):
        return False
    bounded = [part for part in (first, second) if part.start is not None or part.end is not None]
    if len({part.percent for part in bounded}) > 1:
        return False
    (start, end), (other_start, other_end) = bounds
    return (other_end is None or start < other_end) and (end is None or other_start < end)
