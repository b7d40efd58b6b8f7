"""GT263."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_MOST = 0.5


class AdapterDropout(Rule):
    """Dropout takes most of the adapter's input away.

    `dropout` is the share that is dropped, usually 0 to 0.1. A share of 0.95 was meant as the share to keep.

    Bad:
        method: {kind: lora, dropout: 0.95}

    Good:
        method: {kind: lora, dropout: 0.05}
    """

    code = "GT263"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than half."""
        method = context.adapter
        if method is not None and method.dropout > _MOST:
            message = f"{method.dropout:.0%} of the adapter's input is dropped"
            yield self.finding(message, ("method", "dropout"), hint="usual: 0 to 0.1")
