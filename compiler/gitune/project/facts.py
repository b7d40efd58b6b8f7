"""What is wrong with the cluster's facts: names that stand twice, and hardware that the catalog does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gitune.catalog.model import AcceleratorEntry
from gitune.diagnostics.model import Finding, Path
from gitune.diagnostics.nearest import did_you_mean
from gitune.project.cluster import Cluster

_CODE = "GT549"


def fact_mistakes(cluster: Cluster, accelerators: Mapping[str, AcceleratorEntry]) -> list[Finding]:
    """Every such mistake."""
    return [
        *_twice("nodePools", "name", [pool.name for pool in cluster.node_pools]),
        *_twice("storageClasses", "name", [each.name for each in cluster.storage_classes]),
        *_twice("queues", None, cluster.queues),
        *_defaults(cluster),
        *_hardware(cluster, accelerators),
    ]


def _twice(section: str, field: str | None, names: Sequence[str]) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if name in names[:index]:
            path: Path = ("cluster", section, index)
            hint = "keep one of them, or give one another name"
            yield Finding(_CODE, f"`{name}` stands twice", (*path, field) if field else path, hint=hint)


def _defaults(cluster: Cluster) -> Iterator[Finding]:
    defaults = [index for index, each in enumerate(cluster.storage_classes) if each.default]
    for index in defaults[1:]:
        path: Path = ("cluster", "storageClasses", index, "default")
        yield Finding(_CODE, "a second storage class is the default", path, hint="a claim gets one of them")


def _hardware(cluster: Cluster, accelerators: Mapping[str, AcceleratorEntry]) -> Iterator[Finding]:
    for index, pool in enumerate(cluster.node_pools):
        path: Path = ("cluster", "nodePools", index)
        entry = accelerators.get(pool.accelerator)
        if entry is None:
            hint = did_you_mean(pool.accelerator, accelerators, "`gitune accelerators` lists them all")
            message = f"the catalog has no accelerator `{pool.accelerator}`"
            yield Finding(_CODE, message, (*path, "accelerator"), hint=hint)
            continue
        for place, name in enumerate(pool.mig or ()):
            if name not in entry.mig:
                known = f"it has {', '.join(f'`{each}`' for each in entry.mig)}" if entry.mig else "leave `mig` out"
                message = f"`{entry.id}` has no MIG profile `{name}`"
                yield Finding(_CODE, message, (*path, "mig", place), hint=known)
