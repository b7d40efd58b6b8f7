"""The building blocks of the spec's models."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from gitune.spec.quantity import canonical_quantity, duration_seconds


class SpecModel(BaseModel):
    """Frozen, strict, camelCase; a key that is not a field is an error."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
    )


Item = TypeVar("Item")

Seq = Annotated[tuple[Item, ...], Field(strict=False)]
"""A list in YAML, immutable here."""

Auto = Literal["auto"]
"""The planner chooses, and says why in `gitune plan`."""

DnsLabel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)]
DnsName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", max_length=253)
]
LabelKey = Annotated[
    str,
    StringConstraints(
        pattern=r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
        r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
        max_length=253,
    ),
]
LabelValue = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$")]


def _quantity_text(value: Any) -> Any:
    """A bare number is a quantity too (`cpu: 8`)."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Quantity = Annotated[
    str,
    BeforeValidator(_quantity_text),
    AfterValidator(canonical_quantity),
    Field(json_schema_extra={"type": ["string", "number"]}),
]
"""A Kubernetes quantity in canonical form: `1024Mi` reads as `1Gi`, `8` as `"8"`."""

Duration = Annotated[str, AfterValidator(duration_seconds), Field(json_schema_extra={"type": "string"})]
"""A duration such as `90s`, `30m`, `12h` or `2d`, held in whole seconds."""

Revision = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_]([-A-Za-z0-9_/+]|\.[-A-Za-z0-9_+])*$", min_length=1, max_length=250)
]
"""A branch, tag or commit of a repository, as far as git and a URL agree on what that may be."""

PositiveInt = Annotated[int, Field(ge=1, le=1_000_000_000)]
"""A count. No run comes near the upper bound; what does is a slip of the keyboard."""


SecretKey = Annotated[str, StringConstraints(pattern=r"^\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$", max_length=253)]


class SecretRef(SpecModel):
    """A value that stands in a Kubernetes Secret of the run's namespace, never in Git."""

    name: DnsName = Field(description="Name of the Secret.", examples=["hf-token"])
    key: SecretKey = Field(description="Key within the Secret's data.", examples=["token"])


class SourceSecretRef(SpecModel):
    """What opens a source, in a Kubernetes Secret of the run's namespace, never in Git."""

    name: DnsName = Field(description="Name of the Secret.", examples=["hf-token"])
    key: SecretKey | None = Field(
        None,
        description="Key within the Secret's data. Default: `token` with an access token for `hf://`, `key.json` with "
        "a service account's key for `gs://`, `.dockerconfigjson` for `oci://`. An `s3://` source takes the keys "
        "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, where there is one, `AWS_SESSION_TOKEN`.",
        examples=["token"],
    )


Endpoint = Annotated[
    str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[-A-Za-z0-9._~/]*)?$", max_length=2048)
]
"""Address of a service, without credentials."""
