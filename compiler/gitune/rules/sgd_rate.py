"""GT258."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.training import Sgd


class SgdRate(Rule):
    """The automatic learning rate is made for AdamW.

    `auto` takes the rates of torchtune's AdamW configs. AdamW divides each gradient by its size and SGD does not:
    with the same rate SGD hardly moves the weights.

    Bad:
        training:
          optimizer: {kind: sgd}

    Good:
        training:
          learningRate: 0.01
          optimizer: {kind: sgd}
    """

    code = "GT258"

    def check(self, context: Context) -> Iterator[Finding]:
        """SGD without a rate of its own."""
        training = context.spec.training
        if isinstance(training.optimizer, Sgd) and training.learning_rate == "auto":
            message = "the automatic learning rate is AdamW's, with which SGD hardly learns"
            hint = "set `training.learningRate`, or use `adamw`"
            yield self.finding(message, ("training", "optimizer", "kind"), hint=hint)
