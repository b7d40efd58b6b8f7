"""GT563."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.checks.cluster.pools import has_label, pools_after, pools_before
from gitune.diagnostics.model import Finding, Path
from gitune.project.cluster import NodePool

SELECTOR: Path = ("runtime", "nodeSelector")


class UnmetSelector(ClusterCheck):
    """No node of the cluster has these labels.

    The scheduler takes nodes that have every label of `runtime.nodeSelector`. No pool with the run's accelerator has
    them, by the labels that gitune.yaml gives its pools. Labels that Kubernetes itself puts on nodes
    (`kubernetes.io/arch`, `topology.kubernetes.io/zone`) are compared where a pool gives them.

    Bad:
        spec:
          runtime: {nodeSelector: {example.com/pool: h200}}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb, labels: {example.com/pool: h100}}]

    Good:
        spec:
          runtime: {nodeSelector: {example.com/pool: h100}}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb, labels: {example.com/pool: h100}}]
    """

    code = "GT563"

    def check(self, site: Site) -> Iterator[Finding]:
        """Pools have the accelerator, all give labels, and none gives those."""
        pools = pools_before(site, "labels")
        if not pools or pools_after(site, "labels"):
            return
        selector = site.plan.runtime.node_selector
        unmet = [pair for pair in selector.items() if not any(has_label(pool, *pair) for pool in pools)]
        pair = unmet[0] if unmet else None
        wanted = f"the label `{pair[0]}: {pair[1]}`" if pair else "all these labels"
        what = "" if site.plan.devices.device == "cpu" else f" with `{site.plan.devices.accelerator.id}`"
        path = (*SELECTOR, pair[0]) if pair else SELECTOR
        yield self.finding(f"no node pool of {site.called}{what} has {wanted}", path, _hint(pools))


def _hint(pools: list[NodePool]) -> str:
    return "; ".join(
        f"pool `{pool.name}` has " + ", ".join(f"`{key}: {value}`" for key, value in pool.labels.items())
        for pool in pools
    )
