"""`FineTune`: the root of a spec."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from gitune.canonical.names import NAME_MAX
from gitune.spec.dataset import Dataset
from gitune.spec.method import Method
from gitune.spec.model import Model
from gitune.spec.resources import Resources
from gitune.spec.runtime import Runtime
from gitune.spec.storage import Storage
from gitune.spec.training import Training
from gitune.spec.types import DnsLabel, LabelKey, LabelValue, Seq, SpecModel

API_VERSION = "gitune.dev/v1alpha1"
KIND = "FineTune"


class Metadata(SpecModel):
    """What the fine-tune is called."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z]([-a-z0-9]*[a-z0-9])?$", max_length=NAME_MAX)] = Field(
        description="Name of the fine-tune: lower-case letters, digits and `-`, at most 24 characters. "
        "Also the volume's name.",
        examples=["support-bot"],
    )
    namespace: DnsLabel = Field("default", description="Namespace of the run.", examples=["team-a"])
    labels: dict[LabelKey, LabelValue] = Field(
        default_factory=dict,
        max_length=100,
        description="Labels on everything that is rendered. They do not change the run's name.",
        examples=[{"team": "support"}],
    )
    description: str | None = Field(
        None,
        max_length=1000,
        description="What this is for, in a sentence or two. It does not change the run's name.",
        examples=["Answers first-level questions in the tone of our documentation."],
    )


class FineTune(SpecModel):
    """One fine-tune: what to train, on what, how, and on which hardware."""

    api_version: Literal["gitune.dev/v1alpha1"] = Field(description="Version of this format.", examples=[API_VERSION])
    kind: Literal["FineTune"] = Field(description="Always `FineTune`.", examples=[KIND])
    extends: str | None = Field(
        None,
        min_length=1,
        description="A spec of the same repository to start from, relative to this file. It may leave out what this "
        "one says; where both speak, this one is right.",
        examples=["../bases/lora.yaml"],
    )
    metadata: Metadata = Field(description="What it is called.", examples=[{"name": "support-bot"}])
    model: Model = Field(description="What is trained.", examples=[{"id": "llama3.2-1b-instruct"}])
    dataset: Dataset = Field(
        description="What it is trained on.",
        examples=[{"source": "hf://tatsu-lab/alpaca/data", "kind": "instruct"}],
    )
    method: Method = Field(description="Which weights learn.", examples=[{"kind": "lora", "rank": 16}])
    training: Training = Field(description="How it learns.", examples=[{"globalBatchSize": 64, "maxSeqLen": 2048}])
    resources: Resources = Field(
        description="On which hardware.", examples=[{"accelerator": "a100-80gb", "gpusPerNode": 2}]
    )
    storage: Storage = Field(
        Storage.model_construct(),
        description="The volume that holds model, dataset and result.",
        examples=[{"size": "100Gi"}],
    )
    runtime: Runtime = Field(
        Runtime.model_construct(),
        description="Where and under which rules the cluster runs it.",
        examples=[{"scope": "namespace"}],
    )
    matrix: dict[str, Annotated[Seq[Any], Field(min_length=1)] | dict[str, Any]] | None = Field(
        None,
        min_length=1,
        description="A grid: paths of the spec with the values that each takes, as a list or by name. Every "
        "combination is a run of its own, at most 64, and all share one volume.",
        examples=[{"training.learningRate": [1e-4, 3e-4], "method.rank": [8, 16]}],
    )
    overrides: dict[str, Any] = Field(
        default_factory=dict,
        description="Raw keys of the training library's config, last to apply, checked like everything else. "
        "null removes an optional key.",
        examples=[{"optimizer": {"foreach": False}}],
    )
