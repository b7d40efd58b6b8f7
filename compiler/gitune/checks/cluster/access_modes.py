"""GT565."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.checks.cluster.storage_class import CLASS, class_of, makes_claim
from gitune.diagnostics.model import Finding, Path
from gitune.project.cluster import StorageClass

MODES: Path = ("storage", "accessModes")


class NotMountable(ClusterCheck):
    """The storage class has no volumes that can be mounted this way.

    By gitune.yaml the class, or the cluster's default class where the spec names none, does not offer the access mode:
    the claim would never be bound. `auto` asks for ReadWriteOnce on one node and for ReadWriteMany on several.

    Bad:
        spec:
          resources: {accelerator: h100-80gb, gpusPerNode: 8, nodes: 2}
          storage: {className: fast-ssd}
        cluster:
          storageClasses: [{name: fast-ssd, accessModes: [ReadWriteOnce]}]

    Good:
        spec:
          resources: {accelerator: h100-80gb, gpusPerNode: 8, nodes: 2}
          storage: {className: fast-nfs}
        cluster:
          storageClasses: [{name: fast-nfs, accessModes: [ReadWriteMany]}]
    """

    code = "GT565"

    def check(self, site: Site) -> Iterator[Finding]:
        """A mode of the claim that its class does not offer."""
        chosen = class_of(site)
        if chosen is None or not makes_claim(site.plan):
            return
        missing = [mode for mode in site.plan.storage.access_modes if mode not in chosen.access_modes]
        if missing:
            default = "" if site.plan.storage.class_name else f", the default of {site.called},"
            why = _why(site) if "ReadWriteMany" in missing else ""
            message = f"the storage class `{chosen.name}`{default} does not offer `{missing[0]}`{why}"
            yield self.finding(message, _place(site), _hint(site, chosen, missing))


def _why(site: Site) -> str:
    nodes = site.plan.devices.nodes
    if nodes > 1:
        return f", which {nodes} nodes need"
    return ", which the runs of a matrix need" if site.plan.storage.is_family_s else ""


def _place(site: Site) -> Path:
    """Whoever says the mode, otherwise the class, otherwise what `auto` comes from."""
    return site.place(MODES, CLASS, ("resources", "nodes"), ("storage",), ("resources", "accelerator"))


def _hint(site: Site, chosen: StorageClass, missing: list[str]) -> str:
    offering = [each.name for each in site.cluster.storage_classes if set(missing) <= set(each.access_modes)]
    if site.plan.devices.nodes == 1 and "ReadWriteMany" in chosen.access_modes:
        return "write `storage.accessModes: [ReadWriteMany]`"
    if offering:
        return f"{' and '.join(f'`{name}`' for name in offering)} {'does' if len(offering) == 1 else 'do'}"
    return f"it offers {', '.join(f'`{mode}`' for mode in chosen.access_modes)}, and no class offers more"
