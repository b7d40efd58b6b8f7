"""A repository that uses everything that gitune.yaml offers, for damage to one file of it at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from robust.mutate import as_bytes, mutants

SPEC: Any = {
    "apiVersion": "gitune.dev/v1alpha1",
    "kind": "FineTune",
    "extends": "../bases/lora.yaml",
    "metadata": {"name": "bot", "labels": {"team": "a"}},
    "model": {"id": "qwen2.5-0.5b-instruct"},
    "dataset": {"source": "hf://tatsu-lab/alpaca/data", "kind": "instruct"},
    "matrix": {"training.learningRate": [0.0001, 0.0003], "method": {"small": {"kind": "lora", "rank": 4}}},
}
BASES: dict[str, Any] = {
    "bases/lora.yaml": {
        "extends": "all.yaml",
        "method": {"kind": "lora", "rank": 8, "targetModules": ["q_proj"]},
        "training": {"globalBatchSize": 32, "maxSeqLen": 1024},
    },
    "bases/all.yaml": {"resources": {"accelerator": "h100-80gb"}, "runtime": {"env": {"A": "b"}}},
}
PROJECT: Any = {
    "apiVersion": "gitune.dev/v1alpha1",
    "kind": "Project",
    "specs": ["teams/*.finetune.yaml"],
    "output": "rendered",
    "defaults": {"storage": {"className": "nfs"}, "runtime": {"queue": "team-a"}},
    "cluster": {
        "name": "west",
        "nodePools": [
            {"name": "h100", "accelerator": "h100-80gb", "gpusPerNode": 8, "nodes": 2, "labels": {"pool": "h100"}},
            {"name": "a100", "accelerator": "a100-80gb", "mig": ["1g.10gb"]},
        ],
        "storageClasses": [{"name": "nfs", "accessModes": ["ReadWriteMany"], "default": True}],
        "queues": ["team-a"],
    },
    "prices": {"h100-80gb": 3},
    "environments": {
        "dev": {"set": {"training.maxSteps": 20, "runtime.env.B": "c"}, "output": "rendered/x"},
        "test": {"overlays": [{"specs": ["teams/**"], "set": {"training.seed": 7}, "spec": {"export": None}}]},
        "prod": {
            "spec": {"resources": {"gpusPerNode": 2}, "runtime": {"nodeSelector": {"pool": "h100"}}},
            "defaults": {"metadata": {"namespace": "prod"}},
            "flux": {"interval": "5m"},
            "specs": ["**/*.yaml"],
        },
    },
}
FILES: dict[str, Any] = {"gitune.yaml": PROJECT, "teams/bot.finetune.yaml": SPEC, **BASES}


def damaged(count: int, seed: int = 1) -> Iterator[tuple[str, dict[str, bytes]]]:
    """`count` repositories, by what was done to them: one or two changes in one file, the others whole."""
    whole = {name: as_bytes(data) for name, data in FILES.items()}
    rng = random.Random(seed)
    sources = {name: mutants({name: data}, count, seed) for name, data in FILES.items()}
    for _ in range(count):
        # Half of them hurt the project file, which says most.
        name = "gitune.yaml" if rng.random() < 0.5 else rng.choice(sorted(FILES))
        title, data = next(sources[name])
        yield title, {**whole, name: data}


def write(files: dict[str, bytes], root: Path) -> None:
    """Writes a repository."""
    for name, data in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
