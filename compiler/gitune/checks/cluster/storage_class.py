"""GT564, and the class that a run's claim gets."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.diagnostics.model import Finding
from gitune.diagnostics.nearest import did_you_mean
from gitune.plan.model import Plan
from gitune.project.cluster import StorageClass

CLASS = ("storage", "className")


def makes_claim(plan: Plan) -> bool:
    """Whether a claim is made for the run or for its matrix: one that exists already has its class."""
    return plan.storage.owned or plan.storage.is_family_s


def class_of(site: Site) -> StorageClass | None:
    """The class that the claim gets, the cluster's default where the spec names none; None where nobody says."""
    classes, name = site.cluster.storage_classes, site.plan.storage.class_name
    return next((each for each in classes if (each.default if name is None else each.name == name)), None)


class NoSuchClass(ClusterCheck):
    """The cluster has no such storage class.

    `cluster.storageClasses` of gitune.yaml lists them all. A claim of a class that does not exist is never bound, and
    the run waits for its volume.

    Bad:
        spec:
          storage: {className: fast-ndfs}
        cluster:
          storageClasses: [{name: fast-nfs, accessModes: [ReadWriteOnce, ReadWriteMany]}]

    Good:
        spec:
          storage: {className: fast-nfs}
        cluster:
          storageClasses: [{name: fast-nfs, accessModes: [ReadWriteOnce, ReadWriteMany]}]
    """

    code = "GT564"

    def check(self, site: Site) -> Iterator[Finding]:
        """Classes are listed, and the named one is not among them."""
        classes, name = site.cluster.storage_classes, site.plan.storage.class_name
        if classes and name is not None and makes_claim(site.plan) and class_of(site) is None:
            listed = f"there is {', '.join(f'`{each.name}`' for each in classes)}"
            hint = did_you_mean(name, [each.name for each in classes], listed)
            yield self.finding(f"{site.called} has no storage class `{name}`", CLASS, hint)
