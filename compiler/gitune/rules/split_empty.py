"""GT226."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.rules.splits import parse_split
from gitune.spec.words import quoted


class SplitEmpty(Rule):
    """A slice of the split has no rows, whatever the dataset.

    torchtune trains on nothing without a word: the run ends at once, with the base model as its result.

    Bad:
        dataset:
          split: train[95%:5%]

    Good:
        dataset:
          split: train[5%:95%]
    """

    code = "GT226"

    def check(self, context: Context) -> Iterator[Finding]:
        """Slices whose end is not behind their start."""
        split = context.spec.dataset.split
        parsed = parse_split(split)
        if isinstance(parsed, str):
            return
        for part in [part for part in parsed if part.empty][:1]:
            yield self.finding(f"a slice of {quoted(part.name)} has no rows", ("dataset", "split"))
