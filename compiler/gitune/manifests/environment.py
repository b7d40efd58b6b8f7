"""Environment variables of the three containers, as docs/image-contract.md lists them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gitune.plan.model import Plan, SourcePlan
from gitune.spec.runtime import EnvFrom
from gitune.spec.types import SecretRef

TOKEN = "HF_TOKEN"  # noqa: S105 - the variable's name


def trainer_env(plan: Plan) -> list[dict[str, Any]]:
    """The user's variables, by name."""
    return _entries(plan.env)


def initializer_env(source: SourcePlan, plan: Plan) -> list[dict[str, Any]]:
    """What the initializer is told about one source, then the user's variables."""
    own: dict[str, str | EnvFrom] = {
        "GITUNE_FILES": json.dumps(source.files, separators=(",", ":"), ensure_ascii=False),
        "GITUNE_TARGET": str(source.folder),
    }
    if source.kind == "hf" and source.revision is not None:
        own["GITUNE_REVISION"] = source.revision
    if source.secret is not None:
        own[TOKEN] = EnvFrom.model_construct(secret_ref=source.secret)
    return _entries(own) + _entries(plan.env)


def _entries(env: Mapping[str, str | EnvFrom]) -> list[dict[str, Any]]:
    return [_entry(name, env[name]) for name in sorted(env)]


def _entry(name: str, value: str | EnvFrom) -> dict[str, Any]:
    if isinstance(value, str):
        return {"name": name, "value": value}
    return {"name": name, "valueFrom": {"secretKeyRef": _reference(value.secret_ref)}}


def _reference(secret: SecretRef) -> dict[str, str]:
    return {"name": secret.name, "key": secret.key}
