"""Rules that both the compiler and the cluster can judge, and specs that keep and break each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from gitune.policy.policy import Policy
from policy.asking import policy_of

DIGEST = "@sha256:" + "d" * 64
PINNED = {"images": {"initializer": f"ghcr.io/a/i{DIGEST}", "trainer": f"ghcr.io/a/t{DIGEST}"}}
HALF = {"images": {"initializer": "ghcr.io/a/i:1", "trainer": f"ghcr.io/a/t{DIGEST}"}}

RULES: dict[str, dict[str, Any]] = {
    "namespace-allowed": {"path": "metadata.namespace", "allowed": ["team-*", "research"]},
    "namespace-denied": {"path": "metadata.namespace", "denied": ["default", "kube-*"]},
    "name": {"path": "metadata.name", "allowed": ["bot-*"]},
    "gpus": {"path": "plan.gpus", "max": 8},
    "gpus-at-least": {"path": "plan.gpus", "min": 1},
    "gpus-per-node": {"path": "resources.gpusPerNode", "min": 2, "max": 8},
    "gpus-one-of": {"path": "resources.gpusPerNode", "allowed": [1, 2, 4, 8]},
    "nodes": {"path": "resources.nodes", "max": 1},
    "nodes-of-gpus": {"path": "resources.nodes", "max": 1, "when": {"plan.gpus": {"min": 16}}},
    "memory": {"path": "resources.memory", "max": "128Gi", "min": "16Gi"},
    "memory-required": {"path": "resources.memory", "required": True},
    "cpu": {"path": "resources.cpu", "max": 16},
    "cpu-one-of": {"path": "resources.cpu", "allowed": ["8", "16"]},
    "scratch": {"path": "resources.ephemeralStorage", "max": "20Gi"},
    "label": {"path": "metadata.labels.team", "required": True},
    "label-of-the-company": {"path": "metadata.labels.acme.example/cost-centre", "allowed": ["cc-????"]},
    "label-both": {"path": "metadata.labels.team", "required": True, "denied": ["no'one\\"]},
    "queue": {"path": "runtime.queue", "allowed": ["shared", "team-*"], "required": True},
    "queue-if-large": {"path": "runtime.queue", "required": True, "when": {"plan.gpus": {"min": 8}}},
    "queue-elsewhere": {
        "path": "runtime.queue",
        "required": True,
        "when": {"metadata.namespace": {"not": ["default"]}, "metadata.labels.team": ["a", "b*"]},
    },
    "queue-imposed": {"path": "runtime.queue", "imposed": "shared"},
    "pool": {"path": "runtime.nodeSelector.pool", "required": True, "allowed": ["tunes", "tunes-*"]},
    "pool-imposed": {"path": "runtime.nodeSelector", "imposed": {"pool": "tunes"}},
    "pool-if-said": {"path": "runtime.nodeSelector.pool", "denied": ["pre-*"]},
    "selectors": {"path": "runtime.nodeSelector", "denied": ["kubernetes.io/hostname"]},
    "account": {"path": "runtime.serviceAccountName", "allowed": ["trainer"]},
    "account-required": {"path": "runtime.serviceAccountName", "required": True},
    "pull-secrets": {"path": "runtime.imagePullSecrets", "allowed": ["registry-*"]},
    "priority": {"path": "runtime.priorityClassName", "denied": ["system-*", "urgent"]},
    "deadline": {"path": "runtime.activeDeadline", "required": True, "max": "1d"},
    "restarts": {"path": "runtime.maxRestarts", "max": 3},
    "model-source": {"path": "plan.modelSource", "allowed": ["hf://Qwen/*", "s3://acme-*"]},
    "dataset-source": {"path": "plan.datasetSource", "denied": ["hf://*"]},
    "sources": {"path": "plan.sources", "allowed": ["hf://Qwen/*", "hf://tatsu-lab/*", "s3://acme-*"]},
    "source-when": {"path": "metadata.namespace", "denied": ["default"], "when": {"plan.sources": "s3://*"}},
    "images": {"path": "plan.images", "allowed": ["*@sha256:*"]},
    "images-denied": {"path": "plan.images", "denied": ["*:latest", "ghcr.io/gitune/*"]},
    "images-pinned": {"path": "plan.imagesPinned", "allowed": [True]},
    "storage": {"path": "storage.size", "max": "100Gi"},
    "storage-one-of": {"path": "storage.size", "denied": ["1Ti"]},
    "storage-imposed": {"path": "storage.size", "imposed": "64Gi"},
    "class": {"path": "storage.className", "allowed": ["fast-*"], "required": True},
    "class-when": {"path": "storage.className", "denied": ["local"], "when": {"storage.size": {"min": "1Ti"}}},
    "modes": {"path": "storage.accessModes", "allowed": ["ReadWriteMany", "ReadWriteOnce"]},
    "modes-imposed": {"path": "storage.accessModes", "imposed": ["ReadWriteMany"]},
}


class Run(NamedTuple):
    """A spec that compiles."""

    spec: Mapping[str, Any]
    project: Mapping[str, Any] | None = None


_LABELS = {"team": "a", "acme.example/cost-centre": "cc-4711"}
_PLACED = {
    "queue": "shared",
    "nodeSelector": {"pool": "tunes"},
    "serviceAccountName": "trainer",
    "imagePullSecrets": ["registry-a"],
    "activeDeadline": "12h",
    "maxRestarts": 1,
    "priorityClassName": "low",
}
_ELSEWHERE = {
    "queue": "team-b",
    "nodeSelector": {"pool": "pre-training", "kubernetes.io/hostname": "n7"},
    "serviceAccountName": "admin",
    "imagePullSecrets": ["registry-a", "mine"],
    "activeDeadline": "3d",
    "maxRestarts": 9,
    "priorityClassName": "urgent",
}
_EXISTING = {"scope": "existing", "name": "gitune-torchtune"}
_PATCHED = ("queue", "nodeSelector", "serviceAccountName", "imagePullSecrets")
TEAM = {"name": "bot-a", "namespace": "team-a", "labels": _LABELS}


def _existing(runtime: dict[str, Any]) -> dict[str, Any]:
    return _EXISTING | {name: runtime[name] for name in _PATCHED}


RUNS: dict[str, Run] = {
    "smallest": Run({}),
    "team": Run({"metadata": TEAM, "runtime": _PLACED, "storage": {"size": "64Gi", "className": "fast-nfs"}}, PINNED),
    "team-in-its-namespace": Run({"metadata": TEAM, "runtime": _PLACED | {"scope": "namespace"}}, PINNED),
    "elsewhere": Run({"metadata": {"name": "x", "namespace": "team-b"}, "runtime": _ELSEWHERE}, HALF),
    "elsewhere-in-its-namespace": Run({"runtime": _ELSEWHERE | {"scope": "namespace"}}, HALF),
    "installed": Run({"metadata": TEAM, "runtime": _existing(_PLACED)}, PINNED),
    "installed-elsewhere": Run({"runtime": _existing(_ELSEWHERE)}, HALF),
    "installed-old": Run({"metadata": TEAM, "runtime": _existing(_PLACED)}, PINNED | {"target": {"trainer": "2.1"}}),
    "installed-old-elsewhere": Run({"runtime": _existing(_ELSEWHERE)}, {"target": {"trainer": "2.1"}}),
    "installed-plain": Run({"runtime": _EXISTING}),
    "nobody": Run({"metadata": {"name": "bot-b", "labels": {"team": "b2", "acme.example/cost-centre": "mine"}}}),
    "large": Run({"resources": {"gpusPerNode": 8, "nodes": 2, "memory": "256Gi", "cpu": 32}}),
    "one-node": Run({"resources": {"gpusPerNode": 8, "memory": "12Gi", "cpu": 8, "ephemeralStorage": "100Gi"}}),
    "two": Run({"resources": {"gpusPerNode": 2, "memory": "131072Mi", "cpu": "16", "ephemeralStorage": "10Gi"}}),
    "three": Run({"resources": {"gpusPerNode": 3}, "training": {"globalBatchSize": 3, "maxSeqLen": 512}}),
    "queued": Run({"resources": {"gpusPerNode": 8}, "runtime": {"queue": "team-c"}}),
    "slices": Run({"resources": {"accelerator": "h100-80gb", "mig": "1g.10gb", "nodes": 4}}),
    "cpu": Run({"resources": {"accelerator": "cpu"}, "training": {"globalBatchSize": 8, "maxSeqLen": 256}}),
    "mirror": Run(
        {"model": {"source": "s3://acme-models/qwen"}, "dataset": {"source": "s3://acme-rows/a", "format": "parquet"}}
    ),
    "mixed": Run({"metadata": TEAM, "model": {"source": "hf://evil/qwen"}, "dataset": {"source": "s3://acme-rows/a"}}),
    "big-volume": Run({"storage": {"size": "1Ti", "className": "local", "accessModes": ["ReadWriteOncePod"]}}),
    "shared-volume": Run({"storage": {"size": "2T", "className": "fast-a", "accessModes": ["ReadWriteMany"]}}),
    "other-claim": Run({"metadata": TEAM, "storage": {"claimName": "shared"}}),
    "latest": Run({}, {"images": {"initializer": "a.example/i:latest", "trainer": "a.example/t:latest"}}),
}


def policy(rule: str, **more: Any) -> Policy:
    """A policy with one rule of the table."""
    written = {"id": rule, "message": f"The rule `{rule}`.", **RULES[rule]}
    metadata = {"name": "parity", "owner": "@acme"}
    head = {"apiVersion": "gitune.dev/v1alpha1", "kind": "Policy", "metadata": metadata}
    return policy_of(yaml.safe_dump({**head, "rules": [written], **more}))
