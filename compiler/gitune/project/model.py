"""`gitune.yaml`: what holds for every spec of a repository."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gitune.spec.types import DnsName, Duration, SpecModel

TrainerVersion = Literal["2.1", "2.2", "2.3"]
_PART = r"(?:[^./\\][^/\\]*|\.(?:[^./\\][^/\\]*)?|\.\.[^/\\]+)"
RelativePath = Annotated[str, StringConstraints(pattern=rf"^{_PART}(?:/{_PART})*/?$", max_length=1024)]


class ProjectImages(SpecModel):
    """The images to use in place of the catalog's."""

    initializer: str | None = Field(
        None,
        min_length=1,
        description="Initializer image, best with a digest.",
        examples=["registry.example.com/gitune/initializer@sha256:0123"],
    )
    trainer: str | None = Field(
        None,
        min_length=1,
        description="Trainer image, best with a digest.",
        examples=["registry.example.com/gitune/trainer@sha256:0123"],
    )


class Target(SpecModel):
    """What the cluster runs."""

    trainer: TrainerVersion = Field("2.3", description="Kubeflow Trainer's version.", examples=["2.2"])


class SourceRef(SpecModel):
    """The Flux source that holds the rendered tree."""

    kind: Literal["Bucket", "GitRepository", "OCIRepository"] = Field(
        "GitRepository", description="Kind of the Flux source.", examples=["OCIRepository"]
    )
    name: DnsName = Field("flux-system", description="Name of the Flux source.", examples=["fine-tunes"])
    namespace: DnsName | None = Field(
        None, description="Namespace of the Flux source. Default: that of the Kustomizations.", examples=["flux-system"]
    )


class Flux(SpecModel):
    """How the Flux Kustomizations are written."""

    namespace: DnsName = Field("flux-system", description="Namespace of the Kustomizations.", examples=["flux-system"])
    source_ref: SourceRef = Field(
        SourceRef.model_construct(), description="The Flux source.", examples=[{"name": "fine-tunes"}]
    )
    interval: Duration = Field("10m", description="How often Flux compares the cluster with Git.", examples=["10m"])
    retry_interval: Duration = Field("10m", description="How soon Flux tries a failed apply again.", examples=["10m"])
    timeout: Duration = Field(
        "1m", description="How long Flux waits for a run to be started or queued.", examples=["1m"]
    )
    service_account_name: DnsName | None = Field(
        None, description="Service account that applies the objects (tenants).", examples=["team-a"]
    )


class Project(SpecModel):
    """The project file. Every field has a default: a repository without a project file is a project too."""

    api_version: Literal["gitune.dev/v1alpha1"] = Field(
        "gitune.dev/v1alpha1", description="Version of this format.", examples=["gitune.dev/v1alpha1"]
    )
    kind: Literal["Project"] = Field("Project", description="Always `Project`.", examples=["Project"])
    output: RelativePath = Field(
        "rendered", description="Folder of the rendered tree, relative to this file.", examples=["rendered"]
    )
    repository_path: RelativePath | None = Field(
        None,
        description="Folder of this file below the root of the Flux source. Default: the root itself.",
        examples=["fine-tunes"],
    )
    catalog: RelativePath | None = Field(
        None,
        description="Folder with catalog entries of your own, laid out like gitune's `runtimes/`, relative to this "
        "file. An entry there replaces the one of the same name.",
        examples=["runtimes"],
    )
    images: ProjectImages = Field(
        ProjectImages.model_construct(),
        description="Images in place of the catalog's.",
        examples=[{"trainer": "example.com/t:1"}],
    )
    require_lock: bool = Field(
        False,
        description="Refuse to compile what no lock pins, as `gitune compile --locked` does.",
        examples=[True],
    )
    target: Target = Field(
        Target.model_construct(), description="What the cluster runs.", examples=[{"trainer": "2.2"}]
    )
    flux: Flux = Field(
        Flux.model_construct(), description="How the Flux Kustomizations are written.", examples=[{"interval": "5m"}]
    )


DEFAULT_PROJECT = Project.model_construct()
"""What holds where there is no project file; made without the validators that only a file needs."""
