"""GT236."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.training import Sgd

_USUAL = {"full": (1e-7, 5e-4), "adapter": (1e-6, 5e-3)}


class LearningRate(Rule):
    """The learning rate is orders of magnitude away from what works.

    Full fine-tuning with AdamW works around 1e-5, adapters around 1e-4. A rate that belongs to the other method,
    or that lost its exponent, shows only in the loss, hours later. SGD is not checked: its rates depend on the
    gradients.

    Bad:
        method: {kind: full}
        training:
          learningRate: 0.01

    Good:
        method: {kind: full}
        training:
          learningRate: 2.0e-5
    """

    code = "GT236"

    def check(self, context: Context) -> Iterator[Finding]:
        """A given rate outside of the usual range of its method."""
        training = context.spec.training
        rate = training.learning_rate
        if rate == "auto" or isinstance(training.optimizer, Sgd):
            return
        kind = context.spec.method.kind
        lowest, highest = _USUAL["full" if kind == "full" else "adapter"]
        if not lowest <= rate <= highest:
            side = "high" if rate > highest else "low"
            message = f"{rate:g} is orders of magnitude too {side} for `{kind}`"
            hint = f"usual: {lowest:g} to {highest:g}; `auto` takes torchtune's own"
            yield self.finding(message, ("training", "learningRate"), hint=hint)
