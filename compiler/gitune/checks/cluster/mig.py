"""GT567."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.checks.cluster.pools import pools_after, pools_before, profile_of
from gitune.diagnostics.model import Finding


class OtherSlices(ClusterCheck):
    """The cluster's devices are not cut this way.

    Who runs the nodes decides how their devices are cut (MIG). A pool whose devices are cut has no whole ones, and of
    slices only those that `mig` names. `mig: []` says that devices are whole; a pool that does not say is not checked.

    Bad:
        spec:
          resources: {accelerator: h100-80gb, mig: 1g.10gb}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb, mig: [3g.40gb]}]

    Good:
        spec:
          resources: {accelerator: h100-80gb, mig: 3g.40gb}
        cluster:
          nodePools: [{name: h100, accelerator: h100-80gb, mig: [3g.40gb]}]
    """

    code = "GT567"

    def check(self, site: Site) -> Iterator[Finding]:
        """Pools have the accelerator, all say how it is cut, and none as the run asks for."""
        pools = pools_before(site, "slices")
        if not pools or pools_after(site, "slices"):
            return
        devices = site.plan.devices
        profile = profile_of(devices)
        slices = list(dict.fromkeys(f"`{each}`" for pool in pools for each in pool.mig or ()))
        name = devices.accelerator.id
        if profile is None:
            message = f"{site.called} has no whole `{name}`: its pools are cut into slices"
            yield self.finding(message, ("resources", "accelerator"), f"set `resources.mig` to {' or '.join(slices)}")
            return
        hint = f"there is {', '.join(slices)}" if slices else "its devices are whole: leave `mig` out"
        message = f"no node pool of {site.called} has slices `{profile}` of `{name}`"
        yield self.finding(message, ("resources", "mig"), hint)
