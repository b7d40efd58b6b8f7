"""Environment variables of the three containers, as docs/image-contract.md lists them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gitune.plan.model import Plan, SourcePlan
from gitune.spec.runtime import EnvFrom

CREDENTIALS = {"hf": "HF_TOKEN", "gs": "GOOGLE_SERVICE_ACCOUNT_KEY", "oci": "GITUNE_REGISTRY_CONFIG"}
"""The variable that opens a source, by its kind."""

S3_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
S3_SESSION = "AWS_SESSION_TOKEN"
PINS_FILE = "pins.json"
PINS_PATH = f"/etc/gitune/{PINS_FILE}"


def trainer_env(plan: Plan) -> list[dict[str, Any]]:
    """The user's variables, by name."""
    return entries(plan.env)


def initializer_env(source: SourcePlan, plan: Plan) -> list[dict[str, Any]]:
    """What the initializer is told about one source, then the user's variables."""
    own: dict[str, str | EnvFrom] = {
        "GITUNE_FILES": json.dumps(source.files, separators=(",", ":"), ensure_ascii=False),
        "GITUNE_TARGET": str(source.folder),
    }
    if source.kind == "hf" or (source.kind == "oci" and _is_digest(source.revision)):
        own["GITUNE_REVISION"] = source.revision or ""
    if source.locked is not None:
        own["GITUNE_PINS"] = PINS_PATH
    if source.endpoint is not None:
        own["AWS_ENDPOINT_URL"] = source.endpoint
    opened = _opened(source)
    taken = {*own, *(entry["name"] for entry in opened)}
    return entries(own) + opened + entries({name: value for name, value in plan.env.items() if name not in taken})


def _opened(source: SourcePlan) -> list[dict[str, Any]]:
    """What opens the source, from its Secret."""
    secret = source.secret
    if secret is None:
        return []
    if source.kind == "s3":
        return [from_secret(name, secret.name, name) for name in S3_KEYS] + [
            from_secret(S3_SESSION, secret.name, S3_SESSION, optional=True)
        ]
    return [from_secret(CREDENTIALS[source.kind], secret.name, secret.key)]


def _is_digest(revision: str | None) -> bool:
    return revision is not None and revision.startswith("sha256:")


def entries(env: Mapping[str, str | EnvFrom]) -> list[dict[str, Any]]:
    """Variables by name, as a container has them."""
    return [_entry(name, env[name]) for name in sorted(env)]


def _entry(name: str, value: str | EnvFrom) -> dict[str, Any]:
    if isinstance(value, str):
        return {"name": name, "value": value}
    return from_secret(name, value.secret_ref.name, value.secret_ref.key)


def from_secret(name: str, secret: str, key: str, *, optional: bool = False) -> dict[str, Any]:
    """A variable whose value stands in a Secret."""
    reference: dict[str, Any] = {"name": secret, "key": key, **({"optional": True} if optional else {})}
    return {"name": name, "valueFrom": {"secretKeyRef": reference}}
