"""`argocd` of the project file: how the Applications are written where `gitops` is `argocd`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from gitune.project.source import RepositoryUrl
from gitune.spec.types import DnsName, Revision, SpecModel

ServerUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/@]+(/\S*)?$", max_length=2048)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=253)]


class ArgoCd(SpecModel):
    """How the Argo CD Applications are written."""

    namespace: DnsName = Field("argocd", description="Namespace of the Applications.", examples=["argocd"])
    name: DnsName = Field(
        "gitune",
        description="Name of the one Application that brings the others. Each project of a cluster needs its own.",
        examples=["fine-tunes"],
    )
    project: DnsName = Field(
        "default", description="The AppProject of the Applications (tenants).", examples=["team-a"]
    )
    url: RepositoryUrl | None = Field(
        None,
        description="The repository that holds the rendered tree. Needed where `gitops` is `argocd`.",
        examples=["https://git.example.com/ml/fine-tunes"],
    )
    revision: Revision = Field(
        "HEAD", description="Branch, tag or commit that Argo CD follows.", examples=["rendered/prod"]
    )
    server: ServerUrl | None = Field(
        None,
        description="Address of the cluster that trains. Default: the one that Argo CD runs in.",
        examples=["https://10.0.0.1:6443"],
    )
    cluster: Words | None = Field(
        None, description="Name of the cluster that trains, in place of its address.", examples=["gpu-west"]
    )
