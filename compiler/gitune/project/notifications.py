"""`flux.notifications` of the project file: who hears of failed runs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gitune.spec.types import DnsName, LabelKey, SpecModel

ProviderType = Literal[
    "alertmanager",
    "azureeventhub",
    "datadog",
    "discord",
    "generic",
    "generic-hmac",
    "googlechat",
    "googlepubsub",
    "grafana",
    "incident.io",
    "lark",
    "matrix",
    "msteams",
    "nats",
    "opsgenie",
    "otel",
    "pagerduty",
    "rocket",
    "sentry",
    "slack",
    "telegram",
    "webex",
    "zoom",
    "zulip",
]
"""Those of Flux 2.9 that tell people; a commit's status or a comment on a merge comes too early for a run."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=2048)]


class NamedSecret(SpecModel):
    """A Kubernetes Secret whose keys Flux chooses."""

    name: DnsName = Field(description="Name of the Secret, in the namespace of `flux`.", examples=["chat-webhook"])


class NotificationProvider(SpecModel):
    """Where Flux sends what happened: its `Provider`."""

    type: ProviderType = Field(description="What is notified, as Flux calls it.", examples=["slack"])
    address: Words | None = Field(
        None,
        description="Address of the service. An address that lets whoever knows it write, such as a webhook's, belongs "
        "in the Secret, under the key `address`.",
        examples=["https://alertmanager.example.com/api/v2/alerts"],
    )
    secret_ref: NamedSecret | None = Field(
        None,
        description="Secret with what Flux needs to send: `address`, `token`, `headers`, as the type asks for.",
        examples=[{"name": "chat-webhook"}],
    )
    channel: Words | None = Field(
        None, description="Channel, room or topic of the service.", examples=["fine-tuning-alerts"]
    )
    username: Words | None = Field(None, description="Name under which the messages appear.", examples=["flux"])


class Notifications(SpecModel):
    """Messages about the project's Kustomizations: a Flux `Provider` and an `Alert`."""

    provider: NotificationProvider = Field(
        description="Where messages go.", examples=[{"type": "slack", "secretRef": {"name": "chat-webhook"}}]
    )
    severity: Literal["error", "info"] = Field(
        "error",
        description="`error`: failed runs, and what could not be applied. `info`: everything that Flux does as well.",
        examples=["info"],
    )
    metadata: dict[LabelKey, Words] = Field(
        default_factory=dict,
        max_length=50,
        description="Added to every message, such as the name of the cluster.",
        examples=[{"cluster": "prod"}],
    )
