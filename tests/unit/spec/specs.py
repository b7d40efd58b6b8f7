"""Specs as data, for tests of the models and of the schemas that are generated from them."""

from __future__ import annotations

from typing import Any

MINIMAL: dict[str, Any] = {
    "apiVersion": "gitune.dev/v1alpha1",
    "kind": "FineTune",
    "metadata": {"name": "support-bot"},
    "model": {"id": "tiny"},
    "dataset": {"source": "hf://tatsu-lab/alpaca/data", "kind": "instruct"},
    "method": {"kind": "full"},
    "training": {"globalBatchSize": 64, "maxSeqLen": 2048},
    "resources": {"accelerator": "cpu"},
}


def with_sections(**sections: Any) -> dict[str, Any]:
    """The minimal spec with more in some sections; a section that is no mapping replaces the whole of it."""
    merged = dict(MINIMAL)
    for name, section in sections.items():
        base = merged.get(name, {})
        merged[name] = {**base, **section} if isinstance(section, dict) else section
    return merged


ACCEPTED: dict[str, dict[str, Any]] = {
    "minimal": MINIMAL,
    "null-where-optional": with_sections(storage={"claimName": None}, model={"source": None}),
    "quantities": with_sections(resources={"cpu": 8, "memory": "64Gi", "sharedMemory": 1.5}),
    "automatic": with_sections(
        training={"microBatchSize": "auto", "learningRate": "auto", "compile": "auto"}, storage={"size": "auto"}
    ),
    "numbers": with_sections(training={"learningRate": 1, "gradientClipping": 0.5, "seed": 0, "epochs": 3}),
    "qdora": with_sections(method={"kind": "qdora", "rank": 4, "targetModules": ["q_proj"], "applyToMlp": False}),
    "sgd": with_sections(training={"optimizer": {"kind": "sgd", "momentum": 0.9}}),
    "paged": with_sections(training={"optimizer": {"kind": "pagedAdamw8bit", "betas": [0.9, 0.95], "fused": True}}),
    "environment": with_sections(
        runtime={"env": {"A": "1", "B": {"secretRef": {"name": "x", "key": "y"}}}, "tolerations": [{"key": "a/b"}]}
    ),
    "modes": with_sections(storage={"accessModes": ["ReadWriteMany"], "size": "1Ti", "className": "fast"}),
    "overrides": with_sections(overrides={"optimizer": {"foreach": None}, "x": [1, "a"]}),
}

REJECTED: dict[str, dict[str, Any]] = {
    "unknown-section": with_sections(evaluation={"every": 1}),
    "unknown-field": with_sections(training={"learning_rate": 1}),
    "unknown-field-of-a-kind": with_sections(method={"kind": "full", "rank": 8}),
    "unknown-kind": with_sections(method={"kind": "prefix"}),
    "unknown-value": with_sections(training={"precision": "fp16"}),
    "wrong-type": with_sections(training={"epochs": "3"}),
    "fraction": with_sections(training={"epochs": 1.5}),
    "boolean-for-number": with_sections(training={"seed": True}),
    "text-for-boolean": with_sections(training={"activationOffloading": "yes"}),
    "number-for-text": with_sections(model={"id": 3}),
    "text-for-mapping": with_sections(method="lora"),
    "out-of-range": with_sections(training={"globalBatchSize": 0}),
    "too-long": with_sections(metadata={"name": "x" * 25}),
    "malformed": with_sections(metadata={"name": "Support_Bot"}),
    "malformed-key": with_sections(runtime={"env": {"A B": "x"}}),
    "short-list": with_sections(training={"optimizer": {"kind": "adamw", "betas": [0.9]}}),
    "empty-list": with_sections(storage={"accessModes": []}),
    "missing-field": {**MINIMAL, "training": {"maxSeqLen": 1}},
    "missing-section": {name: section for name, section in MINIMAL.items() if name != "model"},
    "other-version": {**MINIMAL, "apiVersion": "gitune.dev/v1"},
    "other-kind": {**MINIMAL, "kind": "TrainJob"},
}
