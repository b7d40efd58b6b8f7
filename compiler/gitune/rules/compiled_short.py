"""GT262."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_SHORT = 50


class CompiledShort(Rule):
    """The run is too short for compiling to pay.

    `torch.compile` takes minutes before the first step, and again for new shapes. A run of a few steps never wins that
    back.

    Bad:
        training:
          maxSteps: 20
          compile: true

    Good:
        training:
          maxSteps: 2000
          compile: true
    """

    code = "GT262"

    def check(self, context: Context) -> Iterator[Finding]:
        """Fewer than 50 steps."""
        training = context.spec.training
        if training.compile is True and training.max_steps is not None and training.max_steps < _SHORT:
            message = f"compiling takes longer than the {training.max_steps} steps that it is to speed up"
            yield self.finding(message, ("training", "compile"), hint="leave it out for short runs")
