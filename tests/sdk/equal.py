"""When two TrainJobs ask for the same: quantities by their amount, what is empty as what is absent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gitune.spec.quantity import quantity_value

SECRET = "a token, by its secret"
SDK = "trainer.kubeflow.org/kubeflow-sdk"
GITUNE = "gitune.dev/compiler"


def asked(job: Mapping[str, Any]) -> dict[str, Any]:
    """The TrainJob without its name, labels and annotations, in a form in which equal means the same."""
    spec = _kept(job["spec"])
    for resources in spec.get("trainer", {}).get("resourcesPerNode", {}).values():
        resources.update({name: _amount(quantity) for name, quantity in resources.items()})
    for source in spec.get("initializer", {}).values():
        source["env"] = [_unspoken(entry) for entry in source.get("env", ())]
    for patch in spec.get("runtimePatches", ()):
        # Each client has a name of its own, by which it finds its patches again.
        assert patch.pop("manager") in (SDK, GITUNE)
    return {"apiVersion": job["apiVersion"], "kind": job["kind"], "spec": spec}


def _kept(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: _kept(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, [], {})}
    return [_kept(item) for item in value] if isinstance(value, list) else value


def _amount(quantity: float | str) -> Decimal:
    text = str(quantity)
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal(quantity_value(text)) if not text.endswith("m") else Decimal(text[:-1]) / 1000


def _unspoken(entry: dict[str, Any]) -> dict[str, Any]:
    """The one difference: the SDK writes a token down, a spec names the Secret that holds it."""
    if entry["name"] != "ACCESS_TOKEN":
        return entry
    assert ("value" in entry) != ("valueFrom" in entry)
    return {"name": "ACCESS_TOKEN", "value": SECRET}


def plain_tokens(job: Mapping[str, Any]) -> list[str]:
    """The tokens that stand in a TrainJob."""
    sources = job["spec"].get("initializer", {}).values()
    entries = [entry for source in sources for entry in (source or {}).get("env") or ()]
    return [entry["value"] for entry in entries if entry["name"] == "ACCESS_TOKEN" and entry.get("value")]
