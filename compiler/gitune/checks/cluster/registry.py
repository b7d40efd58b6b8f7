"""All checks of the cluster's facts, in the order of their codes; one that is not listed does not run."""

from __future__ import annotations

from gitune.checks.cluster.accelerator import NoSuchPool
from gitune.checks.cluster.access_modes import NotMountable
from gitune.checks.cluster.base import ClusterCheck, Site
from gitune.checks.cluster.gpus import SmallNodes
from gitune.checks.cluster.mig import OtherSlices
from gitune.checks.cluster.nodes import FewNodes
from gitune.checks.cluster.queue import NoSuchQueue
from gitune.checks.cluster.selector import UnmetSelector
from gitune.checks.cluster.storage_class import NoSuchClass
from gitune.diagnostics.model import Finding

CLUSTER_CHECKS: tuple[type[ClusterCheck], ...] = (
    NoSuchPool,
    SmallNodes,
    FewNodes,
    UnmetSelector,
    NoSuchClass,
    NotMountable,
    NoSuchQueue,
    OtherSlices,
)
"""Each check once; `tests/unit/checks` runs the examples of every page."""


def run_cluster_checks(site: Site) -> list[Finding]:
    """Everything that the cluster has not got, in the order of the checks."""
    return [finding for check in CLUSTER_CHECKS for finding in check().check(site)]
