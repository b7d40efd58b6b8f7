"""GT257."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_LOWEST, _HIGHEST = 0.01, 1000


class Clipping(Rule):
    """The gradients are clipped to almost nothing, or never.

    Norms of gradients are around one. A limit of a thousandth cuts every step down to it, and one of thousands
    never acts.

    Bad:
        training:
          gradientClipping: 0.0001

    Good:
        training:
          gradientClipping: 1.0
    """

    code = "GT257"

    def check(self, context: Context) -> Iterator[Finding]:
        """Outside of 0.01 to 1000."""
        limit = context.spec.training.gradient_clipping
        if limit is not None and not _LOWEST <= limit <= _HIGHEST:
            effect = "cuts every step down" if limit < _LOWEST else "never acts"
            yield self.finding(f"clipping at {limit:g} {effect}", ("training", "gradientClipping"), hint="usual: 1.0")
