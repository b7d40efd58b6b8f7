"""GT256."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class WeightDecay(Rule):
    """The weight decay pulls harder than the gradients.

    Every step shrinks the weights by the decay times the learning rate. Usual values are 0 to 0.1; above 1 the
    decay, not the data, decides where the weights go. Often it was meant as a percentage.

    Bad:
        training:
          optimizer: {kind: adamw, weightDecay: 10}

    Good:
        training:
          optimizer: {kind: adamw, weightDecay: 0.1}
    """

    code = "GT256"

    def check(self, context: Context) -> Iterator[Finding]:
        """Above one."""
        decay = context.spec.training.optimizer.weight_decay
        if decay > 1:
            message = f"a weight decay of {decay:g} is unusually strong"
            yield self.finding(message, ("training", "optimizer", "weightDecay"), hint="usual: 0 to 0.1")
