"""GT270."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class FirstRows(Rule):
    """Only the first rows of the data are ever seen.

    Without shuffling a run that ends after some steps sees the first rows, and never the others. Data that is sorted
    by topic or by length then teaches one part of it.

    Bad:
        dataset: {shuffle: false}
        training: {maxSteps: 100}

    Good:
        dataset: {shuffle: true}
        training: {maxSteps: 100}
    """

    code = "GT270"

    def check(self, context: Context) -> Iterator[Finding]:
        """A number of steps without shuffling."""
        spec = context.spec
        if spec.training.max_steps is not None and not spec.dataset.shuffle:
            message = f"without shuffling {spec.training.max_steps} steps see the first rows alone"
            yield self.finding(
                message, ("dataset", "shuffle"), hint="remove it, or slice the split to say what is meant"
            )
