"""GT243."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.training import AdamW


class Fused(Rule):
    """8-bit optimizers have no fused form.

    `fused` picks a kernel of torch's own AdamW. The 8-bit optimizers are of another library, which always updates
    in one kernel; the field would be ignored.

    Bad:
        training:
          optimizer: {kind: adamw8bit, fused: true}

    Good:
        training:
          optimizer: {kind: adamw, fused: true}
    """

    code = "GT243"

    def check(self, context: Context) -> Iterator[Finding]:
        """fused beside an 8-bit optimizer."""
        optimizer, path = context.spec.training.optimizer, ("training", "optimizer", "fused")
        if isinstance(optimizer, AdamW) and optimizer.kind != "adamw" and context.document.has(path):
            yield self.finding(f"`fused` does not apply to `{optimizer.kind}`", path, at="key", hint="remove it")
