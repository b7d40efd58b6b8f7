"""GT229."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class AdapterOnly(Rule):
    """There is no adapter to save alone.

    `checkpoint.adapterOnly` leaves the merged model out. Full fine-tuning trains no adapter: nothing would be
    left.

    Bad:
        method: {kind: full}
        training:
          checkpoint: {adapterOnly: true}

    Good:
        method: {kind: lora}
        training:
          checkpoint: {adapterOnly: true}
    """

    code = "GT229"

    def check(self, context: Context) -> Iterator[Finding]:
        """Full fine-tuning with adapterOnly."""
        if context.adapter is None and context.spec.training.checkpoint.adapter_only:
            path = ("training", "checkpoint", "adapterOnly")
            yield self.finding("full fine-tuning trains no adapter", path, hint="remove `adapterOnly`")
