"""GT561."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.checks.cluster.pools import listed, pools_after, pools_before
from gitune.diagnostics.model import Finding


class SmallNodes(ClusterCheck):
    """No node of the cluster has so many devices.

    A pod runs on one node. `gpusPerNode` is what it asks for, and no pool that the run may use has nodes with as many.
    More devices than that take more nodes.

    Bad:
        spec:
          resources: {accelerator: h100-80gb, gpusPerNode: 8}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb, gpusPerNode: 4}]

    Good:
        spec:
          resources: {accelerator: h100-80gb, gpusPerNode: 4}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb, gpusPerNode: 4}]
    """

    code = "GT561"

    def check(self, site: Site) -> Iterator[Finding]:
        """Pools have the accelerator, and all say fewer devices."""
        pools = pools_before(site, "devices")
        if pools and not pools_after(site, "devices"):
            devices = site.plan.devices
            largest = max(pool.gpus_per_node or 0 for pool in pools)
            message = f"no node of {site.called} has {devices.devices_per_node} `{devices.accelerator.id}`"
            path = site.place(("resources", "gpusPerNode"), ("resources", "accelerator"))
            yield self.finding(
                message, path, f"ask for {largest} at most, and for more nodes; there is {listed(pools)}"
            )
