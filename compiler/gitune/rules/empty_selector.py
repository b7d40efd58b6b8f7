"""GT278."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_ROLES = ("node-role.kubernetes.io/", "node.kubernetes.io/")


class EmptySelector(Rule):
    """A node selector asks for an empty label.

    An empty value matches nodes whose label is there and empty, not every node that has it. Only the labels of roles
    (`node-role.kubernetes.io/...`) are empty on purpose.

    Bad:
        runtime:
          nodeSelector: {disk: ""}

    Good:
        runtime:
          nodeSelector: {disk: ssd}
    """

    code = "GT278"

    def check(self, context: Context) -> Iterator[Finding]:
        """Empty values, but for roles."""
        for key, value in context.spec.runtime.node_selector.items():
            if not value and not key.startswith(_ROLES):
                message = f"only nodes with an empty label `{key}` match"
                yield self.finding(message, ("runtime", "nodeSelector", key), hint="write the label's value")
