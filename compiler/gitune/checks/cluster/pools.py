"""Which node pools a run fits on, one need after the other. What a pool does not say, it is taken to have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from gitune.checks.cluster.base import Site
from gitune.plan.model import DevicePlan, Plan
from gitune.project.cluster import NodePool

Step = Literal["accelerator", "slices", "labels", "devices"]

_KUBERNETES = ("beta.kubernetes.io/", "kubernetes.io/", "node.kubernetes.io/", "topology.kubernetes.io/")
"""Labels that every node has by itself."""


def pools_before(site: Site, step: Step) -> list[NodePool]:
    """The pools that have what the steps before this one ask for."""
    return _left(site, list(_STEPS)[: list(_STEPS).index(step)])


def pools_after(site: Site, step: Step) -> list[NodePool]:
    """The pools that have what this step and those before it ask for."""
    return _left(site, list(_STEPS)[: list(_STEPS).index(step) + 1])


def profile_of(devices: DevicePlan) -> str | None:
    """The MIG profile of a run; None for whole devices."""
    profiles = devices.accelerator.mig.items()
    return next((name for name, profile in profiles if profile.resource_name == devices.resource_name), None)


def has_label(pool: NodePool, key: str, value: str) -> bool:
    """Whether the pool's nodes have a label, or may have it."""
    if key in pool.labels or not key.startswith(_KUBERNETES):
        return not pool.labels or pool.labels.get(key) == value
    return True


def listed(pools: list[NodePool]) -> str:
    """Pools for a hint, with what they have."""
    return ", ".join(dict.fromkeys(map(_shown, pools)))


def _left(site: Site, steps: list[Step]) -> list[NodePool]:
    return [pool for pool in site.cluster.node_pools if all(_STEPS[step](pool, site.plan) for step in steps)]


def _accelerator(pool: NodePool, plan: Plan) -> bool:
    """The CPU is everywhere."""
    return plan.devices.device == "cpu" or pool.accelerator == plan.devices.accelerator.id


def _slices(pool: NodePool, plan: Plan) -> bool:
    if pool.mig is None or plan.devices.device == "cpu":
        return True
    profile = profile_of(plan.devices)
    return not pool.mig if profile is None else profile in pool.mig


def _labels(pool: NodePool, plan: Plan) -> bool:
    return all(has_label(pool, key, value) for key, value in plan.runtime.node_selector.items())


def _devices(pool: NodePool, plan: Plan) -> bool:
    if pool.gpus_per_node is None or profile_of(plan.devices) is not None:
        return True
    return plan.devices.devices_per_node <= pool.gpus_per_node


_STEPS: dict[Step, Callable[[NodePool, Plan], bool]] = {
    "accelerator": _accelerator,
    "slices": _slices,
    "labels": _labels,
    "devices": _devices,
}


def _shown(pool: NodePool) -> str:
    each = "" if pool.gpus_per_node is None else f" of {pool.gpus_per_node}"
    nodes = "nodes" if pool.nodes is None else f"{pool.nodes} {'node' if pool.nodes == 1 else 'nodes'}"
    has = f": {nodes}{each}" if each or pool.nodes is not None else ""
    return f"`{pool.accelerator}` (pool `{pool.name}`{has})"
