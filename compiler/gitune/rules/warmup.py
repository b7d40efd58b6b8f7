"""GT237."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class Warmup(Rule):
    """The warm-up is as long as the run.

    While it warms up the learning rate rises from zero. A run that ends before has never trained at its own rate.

    Bad:
        training:
          maxSteps: 100
          schedule: {warmupSteps: 100}

    Good:
        training:
          maxSteps: 100
          schedule: {warmupSteps: 10}
    """

    code = "GT237"

    def check(self, context: Context) -> Iterator[Finding]:
        """At least as many warm-up steps as steps."""
        training = context.spec.training
        steps, warmup = training.max_steps, training.schedule.warmup_steps
        if steps is not None and warmup and warmup >= steps:
            message = f"{warmup} steps of warm-up leave nothing of {steps} steps"
            yield self.finding(message, ("training", "schedule", "warmupSteps"), hint=f"usual: {max(1, steps // 20)}")
