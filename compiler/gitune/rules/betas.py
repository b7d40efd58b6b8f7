"""GT254."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.training import AdamW


class Betas(Rule):
    """The two decay rates stand in the wrong order.

    Adam's first rate averages the gradients over about ten steps, the second their squares over hundreds. The other
    way round the step sizes jump with every batch while its direction hardly moves.

    Bad:
        training:
          optimizer: {kind: adamw, betas: [0.999, 0.9]}

    Good:
        training:
          optimizer: {kind: adamw, betas: [0.9, 0.999]}
    """

    code = "GT254"

    def check(self, context: Context) -> Iterator[Finding]:
        """The first rate above the second."""
        optimizer = context.spec.training.optimizer
        if isinstance(optimizer, AdamW) and optimizer.betas[0] > optimizer.betas[1]:
            first, second = optimizer.betas
            message = f"{first:g} before {second:g}: the first rate is the smaller one"
            yield self.finding(message, ("training", "optimizer", "betas"), hint=f"write `[{second:g}, {first:g}]`")
