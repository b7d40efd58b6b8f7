"""GT560."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.checks.cluster.pools import listed, pools_after
from gitune.diagnostics.model import Finding


class NoSuchPool(ClusterCheck):
    """The cluster has no such accelerator.

    `cluster.nodePools` of gitune.yaml lists every pool that fine-tunes may use, and none has it: the pods would wait
    for a node that never comes. The CPU is on every node.

    Bad:
        spec:
          resources: {accelerator: b200}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb}]

    Good:
        spec:
          resources: {accelerator: h100-80gb}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb}]
    """

    code = "GT560"

    def check(self, site: Site) -> Iterator[Finding]:
        """Pools are listed, and none has the accelerator."""
        pools = list(site.cluster.node_pools)
        if pools and not pools_after(site, "accelerator"):
            message = f"no node pool of {site.called} has `{site.plan.devices.accelerator.id}`"
            yield self.finding(message, ("resources", "accelerator"), f"there is {listed(pools)}")
