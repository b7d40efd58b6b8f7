"""GT280."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class ToleratesAll(Rule):
    """The pods tolerate every taint.

    A toleration without a key matches all taints, also those of nodes that are broken, draining or out of reach: pods
    are put there, and stay there.

    Bad:
        runtime:
          tolerations: [{operator: Exists}]

    Good:
        runtime:
          tolerations: [{key: nvidia.com/gpu, operator: Exists}]
    """

    code = "GT280"

    def check(self, context: Context) -> Iterator[Finding]:
        """`Exists` without a key, for every effect or for NoExecute."""
        for index, toleration in enumerate(context.spec.runtime.tolerations):
            if toleration.key is None and toleration.operator == "Exists" and toleration.effect in (None, "NoExecute"):
                message = "without a `key` every taint is tolerated, those of broken nodes too"
                yield self.finding(message, ("runtime", "tolerations", index), hint="name the taint's key")
