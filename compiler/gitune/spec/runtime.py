"""`runtime`: where and under which rules the cluster runs it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gitune.spec.types import DnsName, Duration, LabelKey, LabelValue, SecretRef, Seq, SpecModel


class EnvFrom(SpecModel):
    """An environment variable whose value stands in a Secret."""

    secret_ref: SecretRef = Field(description="Where the value stands.", examples=[{"name": "wandb", "key": "api-key"}])


class Toleration(SpecModel):
    """A Kubernetes toleration."""

    key: LabelKey | None = Field(None, description="Taint key; none matches all.", examples=["nvidia.com/gpu"])
    operator: Literal["Equal", "Exists"] = Field("Equal", description="How to match.", examples=["Exists"])
    value: LabelValue | None = Field(None, description="Taint value, for Equal.", examples=["true"])
    effect: Literal["NoExecute", "NoSchedule", "PreferNoSchedule"] | None = Field(
        None, description="Taint effect; none matches all.", examples=["NoSchedule"]
    )
    toleration_seconds: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = Field(
        None, description="Seconds that NoExecute is tolerated.", examples=[300]
    )


MANY = 100
"""Of anything. Trainer takes 128 environment variables, a few of which are gitune's own."""

EnvName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=256)]


class Runtime(SpecModel):
    """The run's place on the cluster."""

    scope: Literal["cluster", "existing", "namespace"] = Field(
        "cluster",
        description="`cluster` renders a ClusterTrainingRuntime, `namespace` a TrainingRuntime (for Flux tenants), "
        "`existing` uses the one that `name` names.",
        examples=["namespace"],
    )
    name: DnsName | None = Field(
        None, description="`existing` only: the installed runtime.", examples=["gitune-torchtune"]
    )
    kind: Literal["ClusterTrainingRuntime", "TrainingRuntime"] = Field(
        "ClusterTrainingRuntime",
        description="`existing` only: the installed runtime's kind.",
        examples=["TrainingRuntime"],
    )
    service_account_name: DnsName | None = Field(
        None,
        description="Service account of the pods. Default: the namespace's, without its token.",
        examples=["trainer"],
    )
    queue: Annotated[DnsName, Field(max_length=63)] | None = Field(
        None, description="Kueue LocalQueue that admits the run.", examples=["team-a"]
    )
    priority_class_name: DnsName | None = Field(None, description="PriorityClass of the pods.", examples=["training"])
    active_deadline: Duration | None = Field(
        None, description="End the training job after this long, whatever it does.", examples=["12h"]
    )
    max_restarts: Annotated[int, Field(ge=0, le=100)] = Field(
        3,
        description="Restarts of the whole run after failures that may pass. A wrong config is never retried.",
        examples=[0],
    )
    retain: Literal["keep", "prune"] = Field(
        "keep",
        description="What becomes of the earlier run on the cluster when the spec changes: `keep` leaves it alone, "
        "`prune` has Flux or Argo CD delete it as soon as the new one is applied, even while it trains. What it wrote "
        "stays on the volume. It does not change the run's name.",
        examples=["prune"],
    )
    node_selector: dict[LabelKey, LabelValue] = Field(
        default_factory=dict,
        max_length=MANY,
        description="Labels that a node must have.",
        examples=[{"cloud.google.com/gke-accelerator": "nvidia-h100-80gb"}],
    )
    tolerations: Seq[Toleration] = Field(
        (),
        max_length=MANY,
        description="Taints that the pods accept.",
        examples=[[{"key": "nvidia.com/gpu", "operator": "Exists"}]],
    )
    image_pull_secrets: Seq[DnsName] = Field(
        (), max_length=MANY, description="Secrets for private image registries.", examples=[["registry-credentials"]]
    )
    env: dict[EnvName, str | EnvFrom] = Field(
        default_factory=dict,
        max_length=MANY,
        description="Environment variables of every container.",
        examples=[{"NCCL_DEBUG": "INFO", "WANDB_API_KEY": {"secretRef": {"name": "wandb", "key": "api-key"}}}],
    )
