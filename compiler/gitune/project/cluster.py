"""`cluster` of the project file: what there is to run on."""

from __future__ import annotations

from pydantic import Field

from gitune.spec.resources import MigName
from gitune.spec.storage import AccessMode
from gitune.spec.types import DnsName, LabelKey, LabelValue, PositiveInt, Seq, SpecModel


class NodePool(SpecModel):
    """Nodes of one kind."""

    name: DnsName = Field(description="What the pool is called.", examples=["h100"])
    accelerator: str = Field(min_length=1, description="Its accelerators' name in the catalog.", examples=["h100-80gb"])
    gpus_per_node: PositiveInt | None = Field(None, description="Devices of each node.", examples=[8])
    nodes: PositiveInt | None = Field(None, description="Nodes, at most.", examples=[4])
    mig: Seq[MigName] | None = Field(
        None,
        description="MIG profiles that its devices are cut into; none for whole devices. Default: not said.",
        examples=[["1g.10gb"]],
    )
    labels: dict[LabelKey, LabelValue] = Field(
        default_factory=dict,
        description="Labels that its nodes have, as far as specs select by them.",
        examples=[{"cloud.google.com/gke-nodepool": "h100"}],
    )


class StorageClass(SpecModel):
    """One kind of volume."""

    name: DnsName = Field(description="Name of the StorageClass.", examples=["fast-nfs"])
    access_modes: Seq[AccessMode] = Field(
        min_length=1, description="How its volumes can be mounted.", examples=[["ReadWriteOnce", "ReadWriteMany"]]
    )
    default: bool = Field(
        False, description="Whether the cluster takes it for claims that name no class.", examples=[True]
    )


class Cluster(SpecModel):
    """The cluster's facts. What is not said here is not checked."""

    name: DnsName | None = Field(
        None,
        description="What the cluster is called. Projects that name the same one must not claim the same names in it.",
        examples=["gpu-west"],
    )
    node_pools: Seq[NodePool] = Field(
        (),
        description="Every pool that fine-tunes may use.",
        examples=[[{"name": "h100", "accelerator": "h100-80gb", "gpusPerNode": 8, "nodes": 4}]],
    )
    storage_classes: Seq[StorageClass] = Field(
        (),
        description="Every StorageClass.",
        examples=[[{"name": "fast-nfs", "accessModes": ["ReadWriteMany"]}]],
    )
    queues: Seq[DnsName] = Field((), description="Every LocalQueue of Kueue.", examples=[["team-a"]])

    @property
    def has_facts(self) -> bool:
        """Whether anything is said that a run can be compared with."""
        return bool(self.node_pools or self.storage_classes or self.queues)
