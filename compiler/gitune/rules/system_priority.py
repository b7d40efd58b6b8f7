"""GT291."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class SystemPriority(Rule):
    """The run would push out the cluster's own parts.

    These two priorities are for what keeps a cluster alive. A training that has one evicts other pods of the node, and
    many clusters refuse it outside of `kube-system`.

    Bad:
        runtime: {priorityClassName: system-cluster-critical}

    Good:
        runtime: {priorityClassName: training}
    """

    code = "GT291"

    def check(self, context: Context) -> Iterator[Finding]:
        """The two classes that every cluster has."""
        name = context.spec.runtime.priority_class_name
        if name in ("system-cluster-critical", "system-node-critical"):
            message = f"`{name}` is for what keeps the cluster alive"
            yield self.finding(
                message, ("runtime", "priorityClassName"), hint="use a class of your cluster for training"
            )
