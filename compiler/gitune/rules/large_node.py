"""GT274."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_MOST = 8


class LargeNode(Rule):
    """Hardly any node has so many GPUs.

    `gpusPerNode` counts the GPUs of one machine, which are eight at most nearly everywhere. A pod that asks for more
    than any node has waits for ever.

    Bad:
        resources: {accelerator: h100-80gb, gpusPerNode: 16}

    Good:
        resources: {accelerator: h100-80gb, gpusPerNode: 8, nodes: 2}
    """

    code = "GT274"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than eight; V100s came in machines of sixteen."""
        resources = context.spec.resources
        count = resources.gpus_per_node or 1
        if count > _MOST and resources.accelerator != "v100":
            message = f"{count} GPUs in one node: the pod waits until there is such a node"
            path = ("resources", "gpusPerNode")
            yield self.finding(message, path, hint="`gpusPerNode: 8` and several `nodes` reach the same count")
