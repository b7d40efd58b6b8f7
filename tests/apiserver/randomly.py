"""Seeded specs over all fields: each value is one that somebody could mean, some at a limit, some beyond it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

NAMES = ("a", "team-a", "x" * 63, "a.b.c", f"{'p' * 63}.{'q' * 63}", "0", "y")
TEXTS = ("", " ", "no", "1e3", "~", "a: b", 'tab\t "q" \\', "ß中🙂\u2028", "x" * 3000, "$(HOME)", "- a\n- b\n", "#")
KEYS = ("team", "example.com/team", f"{'d' * 63}.{'e' * 63}/{'k' * 63}", "A_b.C", "0", "n")
VALUES = ("", "a", "1.0", "null", "yes", "v" * 63, "A_b-c.d")
QUANTITIES = {
    "cpu": ("1", "8", "500m", "0.5", "1.5", "96", "0"),
    "memory": ("64Gi", "100G", "1.5Ti", "300000Mi", "1e3"),
    "sharedMemory": ("1Gi", "2.5Gi", "8Gi", "500m"),
    "ephemeralStorage": ("20Gi", "100G", "0.5Ti", "1k"),
    "size": ("500Gi", "2Ti", "1.5Ti", "3000000M", "1"),
}
VARIABLES = ("A", "_b", "NCCL_DEBUG", "LONG" * 50, "lower_case", "HTTP_PROXY")
SOURCES = (
    "hf://tatsu-lab/alpaca/data",
    "hf://acme/rows/train.jsonl",
    "s3://team-bucket/rows/train.csv",
    "gs://team-bucket/rows",
    "oci://registry.example.com/team/rows:1.2",
    "pvc://rows.of.team-a/data/train.csv",
    f"pvc://{'c' * 63}/x.jsonl",
    "file:///workspace/rows/train.parquet",
)


def changes(seed: int) -> Json:
    """Changes of a whole spec: of each section some fields, with a name of its own."""
    rng = random.Random(seed)
    sections = {name: _some(rng, fields) for name, fields in _sections(rng).items()}
    sections["metadata"] |= {"name": f"r{seed}", "namespace": "random"}
    sections["dataset"] |= {"kind": "instruct"}
    if "accelerator" not in sections["resources"]:
        sections["resources"]["accelerator"] = "h100-80gb"
    return {name: fields for name, fields in sections.items() if fields}


def _sections(rng: random.Random) -> Mapping[str, Json]:
    return {
        "metadata": {"labels": _mapping(rng, KEYS, VALUES), "description": rng.choice(TEXTS)},
        "model": {"revision": rng.choice(("main", "a" * 40, "v1/b", "x" * 250)), "secretRef": _secret(rng)},
        "dataset": {
            "source": rng.choice(SOURCES),
            "systemPrompt": rng.choice(TEXTS),
            "split": rng.choice(("train", "train[:95%]", "test")),
            "secretRef": {"name": rng.choice(NAMES)},
            "columns": {"input": rng.choice(TEXTS), "output": rng.choice(TEXTS)},
        },
        "method": rng.choice(({"kind": "full"}, {"kind": "lora", "rank": 8}, {"kind": "qlora"}, {"kind": "dora"})),
        "training": {
            "epochs": rng.choice((1, 3)),
            "seed": rng.choice((0, 1, 2**31 - 1)),
            "learningRate": rng.choice((1e-5, 3e-4)),
            "maxSeqLen": rng.choice((512, 2048)),
        },
        "resources": {
            "accelerator": rng.choice(("h100-80gb", "a100-80gb", "l4")),
            "gpusPerNode": rng.choice((1, 2, 8)),
            "nodes": rng.choice((1, 2, 4)),
            **{name: rng.choice(values) for name, values in QUANTITIES.items() if name != "size"},
        },
        "storage": {
            "size": rng.choice(QUANTITIES["size"]),
            "className": rng.choice(NAMES),
            "accessModes": rng.choice((["ReadWriteOnce"], ["ReadWriteMany"], ["ReadWriteMany", "ReadWriteOnce"])),
        }
        if rng.random() < 0.8
        else {"claimName": rng.choice(NAMES)},
        "runtime": _runtime(rng),
    }


def _runtime(rng: random.Random) -> Json:
    return {
        "scope": rng.choice(("cluster", "namespace")),
        "nodeSelector": _mapping(rng, KEYS, VALUES),
        "tolerations": [_toleration(rng) for _ in range(rng.randrange(4))],
        "priorityClassName": rng.choice(NAMES),
        "queue": rng.choice(NAMES),
        "serviceAccountName": rng.choice(NAMES),
        "imagePullSecrets": [rng.choice(NAMES) for _ in range(rng.randrange(3))],
        "activeDeadline": rng.choice(("1s", "12h", "2d", "99999d")),
        "maxRestarts": rng.choice((0, 100)),
        "env": {
            name: rng.choice(TEXTS) if rng.random() < 0.7 else {"secretRef": _secret(rng)}
            for name in rng.sample(VARIABLES, rng.randrange(4))
        },
    }


def _toleration(rng: random.Random) -> Json:
    """One in the few forms that Kubernetes takes; now and then with a field too much."""
    match: Json = rng.choice(({"operator": "Exists"}, {"key": rng.choice(KEYS)}))
    if "key" in match:
        match |= rng.choice(({"value": rng.choice(VALUES)}, {"operator": "Exists"}))
    if rng.random() < 0.8:
        match["effect"] = rng.choice(("NoExecute", "NoSchedule", "PreferNoSchedule"))
    if match.get("effect") == "NoExecute" or rng.random() < 0.1:
        match["tolerationSeconds"] = rng.choice((0, 300))
    return match


def _secret(rng: random.Random) -> Json:
    return {"name": rng.choice(NAMES), "key": rng.choice(("token", ".dockerconfigjson", "k" * 253, "a_b-c.d"))}


def _mapping(rng: random.Random, keys: tuple[str, ...], values: tuple[str, ...]) -> Json:
    return {key: rng.choice(values) for key in rng.sample(keys, rng.randrange(4))}


def _some(rng: random.Random, fields: Json) -> Json:
    return {name: value for name, value in fields.items() if name == "kind" or rng.random() < 0.3}
