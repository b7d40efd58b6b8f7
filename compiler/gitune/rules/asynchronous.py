"""GT230."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class Asynchronous(Rule):
    """Asynchronous checkpoints exist for full fine-tuning on several processes alone.

    An adapter is written in a moment, and one process has nobody to go on training with: torchtune has the switch
    in one recipe and ignores it in the others.

    Bad:
        method: {kind: lora}
        training:
          checkpoint: {asynchronous: true}

    Good:
        method: {kind: full}
        resources: {accelerator: a100-80gb, gpusPerNode: 8}
        training:
          checkpoint: {asynchronous: true}
    """

    code = "GT230"

    def check(self, context: Context) -> Iterator[Finding]:
        """asynchronous with an adapter, or with one process."""
        if not context.spec.training.checkpoint.asynchronous:
            return
        path = ("training", "checkpoint", "asynchronous")
        if context.adapter is not None:
            yield self.finding("an adapter's checkpoints are never asynchronous", path, hint="remove `asynchronous`")
        elif context.single_process:
            message = "one process writes its checkpoints itself: nothing is asynchronous"
            yield self.finding(message, path, hint="remove `asynchronous`")
