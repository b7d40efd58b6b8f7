"""GT255."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.training import AdamW

_LARGEST = 1e-4


class LargeEps(Rule):
    """Adam's epsilon outweighs what it is added to.

    `eps` keeps a division from ending at zero. The roots that it is added to are around 1e-4 and smaller: a large one
    turns Adam into plain gradient descent with a tiny rate. Often it lost its exponent's sign.

    Bad:
        training:
          optimizer: {kind: adamw, eps: 0.01}

    Good:
        training:
          optimizer: {kind: adamw, eps: 1.0e-8}
    """

    code = "GT255"

    def check(self, context: Context) -> Iterator[Finding]:
        """Above 1e-4."""
        optimizer = context.spec.training.optimizer
        if isinstance(optimizer, AdamW) and optimizer.eps > _LARGEST:
            message = f"an eps of {optimizer.eps:g} outweighs the gradients"
            yield self.finding(message, ("training", "optimizer", "eps"), hint="usual: 1.0e-8 to 1.0e-6")
