"""Every (model, method, devices, kind of rows), with optimizer, loss, schedule and so on taking turns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product
from typing import Any

from support.specs import catalog

METHODS: tuple[dict[str, Any], ...] = (
    {"kind": "full"},
    {"kind": "lora", "rank": 16, "alpha": 32},
    {"kind": "qlora", "targetModules": ["v_proj", "q_proj"], "applyToMlp": False},
    {"kind": "dora", "dropout": 0.05},
    {"kind": "qdora", "targetModules": ["k_proj", "q_proj", "v_proj", "output_proj"]},
    {"kind": "lora", "applyToOutput": True},
)
DEVICES: tuple[dict[str, Any], ...] = (
    {"accelerator": "h100-80gb", "gpusPerNode": 1},
    {"accelerator": "a100-80gb", "gpusPerNode": 2},
    {"accelerator": "h200", "gpusPerNode": 1, "nodes": 2},
    {"accelerator": "cpu"},
    {"accelerator": "cpu", "processesPerNode": 2},
)
ROWS: tuple[dict[str, Any], ...] = (
    {"kind": "instruct", "systemPrompt": "Answer briefly."},
    {"kind": "instruct", "template": "alpaca", "trainOnInput": True},
    {
        "kind": "instruct",
        "source": "hf://team/rows/train.jsonl.gz",
        "columns": {"input": "question"},
        "split": "train[:95%]",
    },
    {"kind": "chat", "packed": True},
    {"kind": "chat", "conversationStyle": "sharegpt", "columns": {"messages": "turns"}},
    {"kind": "text", "source": "pvc://corpus/plain.txt", "packed": True},
    {"kind": "text", "source": "hf://team/pages/all.xml"},
)
OPTIMIZERS = (
    {"kind": "adamw", "betas": [0.9, 0.95], "eps": 1e-6},
    {"kind": "adamw8bit"},
    {"kind": "sgd", "momentum": 0.9},
    {"kind": "pagedAdamw8bit", "weightDecay": 0.1},
    {"kind": "adamw", "fused": False},
)
EXTRAS: tuple[dict[str, Any], ...] = (
    {},
    {"loss": {"kind": "crossEntropy"}, "schedule": {"kind": "constant", "warmupSteps": 5}},
    {"maxSteps": 100, "gradientClipping": 1, "compile": True},
    {
        "epochs": 3,
        "activationCheckpointing": True,
        "precision": "fp32",
        "loss": {"kind": "chunkedCrossEntropy", "chunks": 4},
    },
    {"resumeFrom": "test-1a2b3c4d", "microBatchSize": 2, "logging": {"everySteps": 10}},
)


def combinations() -> Iterator[dict[str, Any]]:
    """Changes to the base spec, the full product of the four axes."""
    turn = count()
    for model, method, devices, rows in product(catalog().models, METHODS, DEVICES, ROWS):
        number = next(turn)
        yield {
            "model": {"id": model, "source": "hf://team/model"},
            "method": method,
            "resources": devices,
            "dataset": rows,
            "training": {
                "maxSeqLen": 512,
                "optimizer": OPTIMIZERS[number % len(OPTIMIZERS)],
                **EXTRAS[number // 2 % len(EXTRAS)],
            },
        }
