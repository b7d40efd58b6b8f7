"""Strategic merge as Kubernetes defines it for the fields of a pod template that a TrainJob may patch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gitune.local.model import Manifest

MERGE_KEYS = {
    "replicatedJobs": "name",
    "containers": "name",
    "initContainers": "name",
    "volumes": "name",
    "volumeMounts": "mountPath",
    "env": "name",
    "imagePullSecrets": "name",
    "schedulingGates": "name",
}
"""Lists that merge by a key (`patchMergeKey` in k8s.io/api). Other lists, such as tolerations, are replaced whole."""


def merged(base: Manifest, patch: Manifest) -> dict[str, Any]:
    """`base` with `patch` merged into it: mappings by key, null deletes, lists as `MERGE_KEYS` says."""
    result = dict(base)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _value(name, result.get(name), value)
    return result


def upserted(base: Sequence[Manifest], entries: Sequence[Manifest], key: str = "name") -> list[Manifest]:
    """`base` in its order, with every entry replaced that has a namesake, and the others behind it."""
    new = {entry[key]: entry for entry in entries}
    kept = [new.pop(item[key], item) for item in base]
    return [*kept, *new.values()]


def _value(name: str, old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return merged(old, new)
    if name in MERGE_KEYS and isinstance(old, list) and isinstance(new, list):
        key = MERGE_KEYS[name]
        by_key = {item[key]: item for item in old}
        return upserted(old, [merged(by_key.get(item[key], {}), item) for item in new], key)
    return new
