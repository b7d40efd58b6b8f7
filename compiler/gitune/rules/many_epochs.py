"""GT252."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_MOST = 10


class ManyEpochs(Rule):
    """The data is passed over unusually often.

    Fine-tuning sees its rows one to five times. After ten passes the model knows them by heart and forgets the
    rest, and every pass leaves a whole checkpoint on the volume.

    Bad:
        training:
          epochs: 40

    Good:
        training:
          epochs: 3
    """

    code = "GT252"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than ten epochs."""
        epochs = context.spec.training.epochs
        if epochs is not None and epochs > _MOST:
            message = f"{epochs} passes over the data are many for fine-tuning, and leave {epochs} checkpoints"
            yield self.finding(message, ("training", "epochs"), hint="usual: 1 to 5")
