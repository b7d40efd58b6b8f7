"""GT562."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.checks.cluster.pools import listed, pools_after
from gitune.diagnostics.model import Finding


class FewNodes(ClusterCheck):
    """The cluster has not so many nodes.

    All nodes of a run train together, so they have to be there at one time. The pools that the run may use have fewer,
    counted together.

    Bad:
        spec:
          resources: {accelerator: h100-80gb, gpusPerNode: 8, nodes: 4}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb, gpusPerNode: 8, nodes: 2}]

    Good:
        spec:
          resources: {accelerator: h100-80gb, gpusPerNode: 8, nodes: 2}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb, gpusPerNode: 8, nodes: 2}]
    """

    code = "GT562"

    def check(self, site: Site) -> Iterator[Finding]:
        """Every pool that fits says how many nodes it has, and together they are fewer."""
        devices, pools = site.plan.devices, pools_after(site, "devices")
        counts = [pool.nodes for pool in pools if pool.nodes is not None]
        if devices.device == "cpu" or not pools or len(counts) < len(pools) or devices.nodes <= sum(counts):
            return
        message = f"{site.called} has {sum(counts)} of the {devices.nodes} nodes that the run needs"
        path = site.place(("resources", "nodes"), ("resources", "accelerator"))
        yield self.finding(message, path, f"there is {listed(pools)}")
