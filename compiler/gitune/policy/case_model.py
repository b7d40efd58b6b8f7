"""`*.cases.yaml`: what a policy shall say of specs, as it is written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gitune.policy.model import DateText, Glob, Name, Scalar, SpecPath, Words
from gitune.spec.types import Seq, SpecModel

API_VERSION = "gitune.dev/v1alpha1"
KIND = "PolicyCases"


class PolicyCase(SpecModel):
    """One spec, and what the policy says of it."""

    name: Words = Field(description="What the case shows, in a few words.", examples=["nine GPUs are one too many"])
    spec: dict[str, Any] = Field(
        default_factory=dict,
        description="What the spec says, over a small one that says what every spec has to: a LoRA run of "
        "`qwen2.5-0.5b-instruct` on one `h100-80gb`.",
        examples=[{"resources": {"gpusPerNode": 9}}],
    )
    file: Annotated[str, Field(min_length=1, max_length=1024)] | None = Field(
        None, description="A whole spec to start from, relative to this file.", examples=["../team-a/finetune.yaml"]
    )
    environment: Name | None = Field(None, description="Environment that it is compiled for.", examples=["prod"])
    origin: Glob = Field(
        "finetune.yaml", description="Where the spec stands in the project.", examples=["team-a/bot.finetune.yaml"]
    )
    today: DateText | None = Field(
        None, description="The day that exceptions are compared with. Default: they hold.", examples=["2026-12-31"]
    )
    facts: dict[SpecPath, Seq[str] | Scalar | None] = Field(
        default_factory=dict,
        description="What the compiler knows of the run, where it would need a lock or the project for it. null for "
        "what it does not know.",
        examples=[{"plan.gpuHours": 120}],
    )
    accepted: Literal[True] | None = Field(None, description="No rule refuses it.", examples=[True])
    refused: Annotated[Seq[Name], Field(min_length=1)] | None = Field(
        None, description="The rules that refuse it, all of them.", examples=[["gpus-at-most"]]
    )
    warned: Seq[Name] = Field((), description="The rules that warn of it, all of them.", examples=[["epochs"]])
    message: Annotated[str, Field(min_length=1, max_length=2000)] | None = Field(
        None,
        description="What one of them says, word for word.",
        examples=["A run takes 8 GPUs at most: `plan.gpus` is `9`, and at most `8` is allowed"],
    )


class CasesFile(SpecModel):
    """The cases of one policy, which stands beside them: `limits.cases.yaml` is for `limits.policy.yaml`."""

    api_version: Literal["gitune.dev/v1alpha1"] = Field(description="Version of this format.", examples=[API_VERSION])
    kind: Literal["PolicyCases"] = Field(description="Always `PolicyCases`.", examples=[KIND])
    cases: Annotated[Seq[PolicyCase], Field(min_length=1, max_length=2000)] = Field(
        description="The cases.", examples=[[{"name": "the smallest run", "accepted": True}]]
    )
