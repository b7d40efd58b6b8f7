"""GT275."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_IN_EIGHTS, _NODE = frozenset({"a100-40gb", "a100-80gb", "b200", "h100-80gb", "h200"}), 8


class SpreadGpus(Rule):
    """GPUs that fit into one node are spread over several.

    Between nodes gradients and weights go through the network, within a node over NVLink, many times as fast. Machines
    with these GPUs have up to eight of them.

    Bad:
        resources: {accelerator: h100-80gb, gpusPerNode: 1, nodes: 4}

    Good:
        resources: {accelerator: h100-80gb, gpusPerNode: 4, nodes: 1}
    """

    code = "GT275"

    def check(self, context: Context) -> Iterator[Finding]:
        """Several nodes of one GPU each, eight at most, of a kind that comes in eights."""
        resources = context.spec.resources
        if resources.accelerator not in _IN_EIGHTS or resources.mig is not None or (resources.gpus_per_node or 1) > 1:
            return
        if 1 < resources.nodes <= _NODE:
            message = f"{resources.nodes} GPUs on {resources.nodes} nodes speak over the network"
            hint = f"one node: `gpusPerNode: {resources.nodes}, nodes: 1`"
            yield self.finding(message, ("resources", "nodes"), hint=hint)
