"""`resources`: on which hardware."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from gitune.spec.types import Auto, PositiveInt, Quantity, SpecModel

MigName = Annotated[str, StringConstraints(pattern=r"^[0-9]g\.[0-9]+gb(\+me)?$")]


class Resources(SpecModel):
    """What one node of the run has, and how many there are."""

    accelerator: str = Field(
        min_length=1,
        description="Name of the accelerator in the catalog (`gitune accelerators`); `cpu` for none.",
        examples=["a100-80gb"],
    )
    mig: MigName | None = Field(
        None,
        description="MIG profile: `gpusPerNode` then counts slices of this size.",
        examples=["1g.10gb"],
    )
    gpus_per_node: PositiveInt | None = Field(
        None, description="Devices on each node. Default: 1, none on `cpu`.", examples=[8]
    )
    nodes: PositiveInt = Field(1, description="Nodes, each a pod of its own.", examples=[2])
    processes_per_node: PositiveInt | Auto = Field(
        "auto", description="Training processes on each node. `auto`: one for each device.", examples=[8]
    )
    cpu: Quantity | None = Field(None, description="CPU cores on each node.", examples=["16"])
    memory: Quantity | None = Field(None, description="Memory on each node.", examples=["128Gi"])
    ephemeral_storage: Quantity | None = Field(None, description="Scratch disk on each node.", examples=["20Gi"])
    shared_memory: Quantity = Field(
        "8Gi",
        description="Size of /dev/shm, which data loader workers and NCCL use. Counts towards `memory`.",
        examples=["16Gi"],
    )
