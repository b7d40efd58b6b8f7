"""GT253."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class SilentRun(Rule):
    """The run ends before it logs anything.

    torchtune logs a step when its number is a multiple of `everySteps`. A run that ends earlier leaves no loss and
    no learning rate behind.

    Bad:
        training:
          maxSteps: 50
          logging: {everySteps: 100}

    Good:
        training:
          maxSteps: 50
          logging: {everySteps: 5}
    """

    code = "GT253"

    def check(self, context: Context) -> Iterator[Finding]:
        """Fewer steps than between two lines of the log."""
        training = context.spec.training
        steps, every = training.max_steps, training.logging.every_steps
        if steps is not None and every > steps:
            message = f"{steps} steps end before the first is logged, the {every}th"
            yield self.finding(message, ("training", "logging", "everySteps"), hint=f"at most {steps}")
