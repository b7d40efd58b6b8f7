"""GT231."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class Offloading(Rule):
    """Activations are offloaded from a GPU, and only those that checkpointing keeps.

    torchtune refuses to offload activations on a CPU, and without activation checkpointing.

    Bad:
        training:
          activationOffloading: true
          activationCheckpointing: false

    Good:
        training:
          activationOffloading: true
          activationCheckpointing: true
    """

    code = "GT231"

    def check(self, context: Context) -> Iterator[Finding]:
        """Offloading without what it needs; `auto` may come out as false, so it has to be said."""
        training, path = context.spec.training, ("training", "activationOffloading")
        if not training.activation_offloading:
            return
        if context.accelerator is not None and context.accelerator.device == "cpu":
            yield self.finding("on the CPU there is nowhere to offload to", path, hint="remove `activationOffloading`")
        elif training.activation_checkpointing is not True:
            message = "offloading needs activation checkpointing"
            yield self.finding(message, path, hint="add `activationCheckpointing: true`")
