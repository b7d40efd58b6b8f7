"""`gitune.yaml`: what holds for every spec of a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StringConstraints

from gitune.spec.types import DnsLabel, DnsName, Duration, Seq, SpecModel

if TYPE_CHECKING:
    from gitune.project.argocd import ArgoCd
    from gitune.project.cluster import Cluster
    from gitune.project.notifications import Notifications
    from gitune.project.source import FluxSource

TrainerVersion = Literal["2.1", "2.2", "2.3"]
GitOps = Literal["argocd", "flux"]
_PART = r"(?:[^./\\][^/\\]*|\.(?:[^./\\][^/\\]*)?|\.\.[^/\\]+)"
ArchivedRun = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/[a-z]([-a-z0-9]{0,31}[a-z0-9])?$"),
]
"""`<namespace>/<run>`."""
Price = Annotated[float, Field(gt=0, le=1_000_000, strict=False)]
Glob = Annotated[str, StringConstraints(pattern=rf"^{_PART}(?:/{_PART})*$", max_length=1024)]
"""A path with `*`, `?` and `**`, from the project file's folder."""
RelativePath = Annotated[str, StringConstraints(pattern=rf"^{_PART}(?:/{_PART})*/?$", max_length=1024)]


SPECS = ("**/finetune.yaml", "**/*.finetune.yaml")
"""Where specs are looked for where nobody says."""


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
    name: DnsName = Field(
        "gitune",
        description="Name of what stands once for the project: the root Kustomization, the Provider and the Alert. "
        "Each project in one namespace needs its own.",
        examples=["fine-tunes"],
    )
    source: FluxSource | None = Field(
        None,
        description="Render the Flux source that `sourceRef` names, and a Kustomization that follows the rendered "
        "tree. Default: both are made elsewhere, as by `flux bootstrap`.",
        examples=[{"url": "https://git.example.com/ml/fine-tunes", "branch": "main"}],
    )
    notifications: Notifications | None = Field(
        None,
        description="Who hears of failed runs.",
        examples=[{"provider": {"type": "slack", "secretRef": {"name": "chat-webhook"}}}],
    )


class Project(SpecModel):
    """The project file. Every field has a default: a repository without a project file is a project too."""

    api_version: Literal["gitune.dev/v1alpha1"] = Field(
        "gitune.dev/v1alpha1", description="Version of this format.", examples=["gitune.dev/v1alpha1"]
    )
    kind: Literal["Project"] = Field("Project", description="Always `Project`.", examples=["Project"])
    specs: Annotated[Seq[Glob], Field(min_length=1)] = Field(
        SPECS,
        description="Where specs are looked for when a folder is named: paths from this file's folder with `*` and "
        "`**`.",
        examples=[["teams/*/*.finetune.yaml"]],
    )
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
    defaults: dict[str, Any] = Field(
        default_factory=dict,
        description="Part of a spec that holds for every spec which does not say otherwise.",
        examples=[{"metadata": {"namespace": "team-a"}, "storage": {"className": "fast-nfs"}}],
    )
    environments: dict[DnsLabel, dict[str, Any]] = Field(
        default_factory=dict,
        max_length=20,
        description="Where each spec is rendered for, one tree each (`<output>/<environment>`). An environment has "
        "fields of this file that are different there, and for specs `spec` (part of a spec), `set` (values by path) "
        "and `overlays` (the same for some specs), which win over what specs say.",
        examples=[{"dev": {"set": {"training.maxSteps": 20}}, "prod": {"spec": {"resources": {"gpusPerNode": 8}}}}],
    )
    policies: Seq[Glob] = Field(
        (),
        description="Policy files, as paths from this file's folder with `*` and `**`. Every pattern has to find one.",
        examples=[["policies/*.policy.yaml"]],
    )
    cluster: Cluster | None = Field(
        None,
        description="What there is to run on. What is not said here is not checked.",
        examples=[{"queues": ["team-a"]}],
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
    archive: Seq[ArchivedRun] = Field(
        (),
        max_length=4_000,
        description="Finished runs, as `<namespace>/<run>`, that may leave Git. What they made stays on the cluster, "
        "and `gitune diff` refuses a change that would start one of them again.",
        examples=[["team-a/support-bot-1a2b3c4d"]],
    )
    prices: dict[str, Price] = Field(
        default_factory=dict,
        max_length=200,
        description="What an hour of one device costs, by the accelerator's name in the catalog. `gitune diff` shows "
        "costs in the same currency.",
        examples=[{"h100-80gb": 3.5}],
    )
    target: Target = Field(
        Target.model_construct(), description="What the cluster runs.", examples=[{"trainer": "2.2"}]
    )
    gitops: GitOps = Field("flux", description="What brings the rendered objects to the cluster.", examples=["argocd"])
    flux: Flux = Field(
        Flux.model_construct(), description="How the Flux Kustomizations are written.", examples=[{"interval": "5m"}]
    )
    argocd: ArgoCd | None = Field(
        None,
        description="How the Argo CD Applications are written.",
        examples=[{"url": "https://git.example.com/ml/fine-tunes"}],
    )


DEFAULT_PROJECT = Project.model_construct()
"""What holds where there is no project file; made without the validators that only a file needs."""
