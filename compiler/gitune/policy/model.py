"""`*.policy.yaml`: what a platform team allows, as it is written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from gitune.spec.types import DnsName, Seq, SpecModel

API_VERSION = "gitune.dev/v1alpha1"
KIND = "Policy"
MANY = 500

Name = Annotated[DnsName, Field(max_length=40)]
"""Of a policy or a rule. Together they make the names of objects on the cluster."""
Words = Annotated[str, Field(min_length=1, max_length=500)]
Owner = Annotated[str, Field(min_length=1, max_length=200)]
SpecPath = Annotated[str, Field(min_length=1, max_length=400)]
Glob = Annotated[str, Field(min_length=1, max_length=400)]
Scalar = bool | int | float | str
DateText = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class PolicyMetadata(SpecModel):
    """Whose policy it is."""

    name: Name = Field(description="Name of the policy, its own in the repository.", examples=["gpu-limits"])
    owner: Owner = Field(description="Who decides, and whom to ask for an exception.", examples=["@acme/ml-platform"])
    description: str | None = Field(
        None, max_length=1000, description="What it is for, in a sentence or two.", examples=["What a run may take."]
    )


class PolicyCondition(SpecModel):
    """What has to hold of another value. All of it, where several things are said."""

    is_: Seq[Scalar] | Scalar | None = Field(
        None, alias="is", description="One of these; `*` in a text stands for anything.", examples=[["full"]]
    )
    not_: Seq[Scalar] | Scalar | None = Field(
        None, alias="not", description="None of these. Also holds where there is no value.", examples=[["prod-*"]]
    )
    min: Scalar | None = Field(None, description="At least this.", examples=[2])
    max: Scalar | None = Field(None, description="At most this.", examples=["200Gi"])


class PolicyRule(SpecModel):
    """One rule: where it holds, what it is about, and one constraint."""

    id: Name = Field(description="Name of the rule, its own in the policy.", examples=["gpus-at-most"])
    message: Words = Field(
        description="What whoever is refused reads first: what is asked for, and why.",
        examples=["A run takes 8 GPUs at most; more are shared out every Monday."],
    )
    severity: Literal["error", "warning"] = Field(
        "error", description="`error` refuses; `warning` says it and lets the run pass.", examples=["warning"]
    )
    environments: Seq[Name] = Field(
        (), max_length=MANY, description="Environments that it holds in. Default: all.", examples=[["prod"]]
    )
    specs: Seq[Glob] = Field(
        (),
        max_length=MANY,
        description="Spec files that it is about, relative to the project; `*` stays in a folder, `**` does not. "
        "Default: all.",
        examples=[["team-a/**"]],
    )
    when: dict[SpecPath, PolicyCondition | Seq[Scalar] | Scalar] = Field(
        default_factory=dict,
        max_length=MANY,
        description="Conditions on other values, all of which have to hold: a value, a list of values, or `is`, "
        "`not`, `min` and `max`.",
        examples=[{"method.kind": "full", "plan.gpus": {"min": 8}}],
    )
    path: SpecPath = Field(
        description="The value that it is about: a field of the spec such as `training.epochs`, or what the compiler "
        "knows of the run, such as `plan.gpus`.",
        examples=["plan.gpus"],
    )
    min: Scalar | None = Field(None, description="At least this: a number, a quantity, a duration.", examples=[1])
    max: Scalar | None = Field(None, description="At most this: a number, a quantity, a duration.", examples=["12h"])
    allowed: Annotated[Seq[Scalar], Field(min_length=1, max_length=MANY)] | None = Field(
        None,
        description="The values that there may be; `*` in a text stands for anything. Of a list every item, of a "
        "mapping every key.",
        examples=[["hf://acme/*"]],
    )
    denied: Annotated[Seq[Scalar], Field(min_length=1, max_length=MANY)] | None = Field(
        None, description="The values that there may not be, in the same way.", examples=[["*:latest"]]
    )
    required: bool = Field(
        False,
        description="A person has to write it. Alone, or beside bounds, `allowed` and `denied`, which otherwise say "
        "nothing where there is no value.",
        examples=[True],
    )
    imposed: Any = Field(
        None,
        description="The value that it has: written where a spec says nothing, and no other is taken.",
        examples=["team-a"],
    )


class PolicyException(SpecModel):
    """Who need not keep a rule, until when, and who answers for it."""

    rule: Name = Field(description="Id of the rule.", examples=["gpus-at-most"])
    specs: Seq[Glob] = Field(
        (), max_length=MANY, description="Spec files, as in a rule.", examples=[["team-a/big.finetune.yaml"]]
    )
    names: Seq[Glob] = Field(
        (),
        max_length=MANY,
        description="Fine-tunes as `<namespace>/<name>`; `*` stands for anything but `/`. The cluster can tell these, "
        "and not files.",
        examples=[["team-a/support-bot"]],
    )
    owner: Owner = Field(description="Who answers for it.", examples=["@acme/team-a"])
    until: DateText = Field(description="Its last day.", examples=["2026-12-31"])
    reason: Words = Field(description="Why.", examples=["The benchmark of the board meeting."])


class PolicyFile(SpecModel):
    """What a platform team allows."""

    api_version: Literal["gitune.dev/v1alpha1"] = Field(description="Version of this format.", examples=[API_VERSION])
    kind: Literal["Policy"] = Field(description="Always `Policy`.", examples=[KIND])
    metadata: PolicyMetadata = Field(
        description="Whose policy it is.", examples=[{"name": "gpu-limits", "owner": "@acme/ml-platform"}]
    )
    rules: Annotated[Seq[PolicyRule], Field(min_length=1, max_length=MANY)] = Field(
        description="The rules.",
        examples=[[{"id": "epochs", "message": "Five epochs are plenty.", "path": "training.epochs", "max": 5}]],
    )
    exceptions: Seq[PolicyException] = Field(
        (), max_length=MANY, description="Who need not keep a rule, for a while.", examples=[[]]
    )
