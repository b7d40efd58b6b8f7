"""`model`: what is trained."""

from __future__ import annotations

from pydantic import Field

from gitune.spec.types import Endpoint, Revision, SourceSecretRef, SpecModel


class Model(SpecModel):
    """The base model: a catalog name, and where its files come from."""

    id: str = Field(
        min_length=1,
        description="Name of the model in the catalog (`gitune models`). It fixes architecture, tokenizer and "
        "file layout.",
        examples=["llama3.2-1b-instruct"],
    )
    source: str | None = Field(
        None,
        description="Where the files come from: `hf://org/repo`, `s3://bucket/path`, `gs://bucket/path`, "
        "`oci://registry/name:tag`, `file:///path` or `pvc://claim/path`. "
        "Default: the catalog's repository. Any source must have the layout of `id`.",
        examples=["hf://meta-llama/Llama-3.2-1B-Instruct"],
    )
    revision: Revision | None = Field(
        None,
        description="Branch, tag or commit of an `hf://` source. Default: `main`.",
        examples=["9213176726f574b556790deb65791e0c5aa438b6"],
    )
    secret_ref: SourceSecretRef | None = Field(
        None,
        description="Secret with what opens a gated or private source. Without one, buckets are read with the "
        "workload's own identity or as public.",
        examples=[{"name": "hf-token", "key": "token"}],
    )
    endpoint: Endpoint | None = Field(
        None,
        description="Address of another S3 than Amazon's, for an `s3://` source.",
        examples=["https://minio.example.com"],
    )
