"""GT244."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_SMALLEST, _LARGEST = 0.1, 16


class AdapterScale(Rule):
    """The adapter's output is scaled by an unusual factor.

    The output is multiplied by alpha / rank. Usual factors are 1 and 2. Far above, the first steps tear the model
    apart; far below, the adapter learns next to nothing. Often one of the two numbers was changed and the other
    forgotten.

    Bad:
        method: {kind: lora, rank: 256, alpha: 16}

    Good:
        method: {kind: lora, rank: 256, alpha: 512}
    """

    code = "GT244"

    def check(self, context: Context) -> Iterator[Finding]:
        """alpha / rank outside of 0.1 to 16."""
        method = context.adapter
        if method is None:
            return
        factor = method.alpha / method.rank
        if not _SMALLEST <= factor <= _LARGEST:
            place = "alpha" if context.document.has(("method", "alpha")) else "rank"
            message = f"alpha {method.alpha:g} over rank {method.rank} scales the adapter by {factor:.3g}"
            yield self.finding(message, ("method", place), hint=f"usual: `alpha: {2 * method.rank}`")
