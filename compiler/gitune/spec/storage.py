"""`storage`: the volume that holds model, dataset and result."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gitune.spec.types import Auto, DnsName, Quantity, Seq, SpecModel

AccessMode = Literal["ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]


class Storage(SpecModel):
    """One PersistentVolumeClaim. Its name never changes and it is never pruned."""

    size: Quantity | Auto = Field(
        "auto",
        description="Size of the claim. `auto`: model, checkpoints and result, with room for the dataset. "
        "Of a matrix, all that its runs leave.",
        examples=["200Gi"],
    )
    class_name: DnsName | None = Field(
        None, description="StorageClass. Default: the cluster's own.", examples=["fast-nfs"]
    )
    access_modes: Annotated[Seq[AccessMode], Field(min_length=1)] | Auto = Field(
        "auto",
        description="`auto`: ReadWriteOnce for one node, ReadWriteMany for several and for a matrix.",
        examples=[["ReadWriteMany"]],
    )
    claim_name: DnsName | None = Field(
        None,
        description="An existing claim to share, in place of one of the run's own. Nothing is rendered for it.",
        examples=["shared-models"],
    )
