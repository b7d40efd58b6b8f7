"""GT251."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class LongWarmup(Rule):
    """The warm-up takes most of the run.

    While it warms up the learning rate rises from zero. When that takes more than half of the steps, most of the
    run trains below its own rate, and the cosine has hardly time to fall.

    Bad:
        training:
          maxSteps: 100
          schedule: {warmupSteps: 80}

    Good:
        training:
          maxSteps: 100
          schedule: {warmupSteps: 5}
    """

    code = "GT251"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than half of the steps; all of them are another rule's."""
        training = context.spec.training
        steps, warmup = training.max_steps, training.schedule.warmup_steps
        if steps is not None and steps < 2 * warmup < 2 * steps:
            message = f"{warmup} of {steps} steps are warm-up"
            yield self.finding(message, ("training", "schedule", "warmupSteps"), hint=f"usual: {max(1, steps // 20)}")
