"""What the pages do not show: borders, and places of the findings."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.rules.registry import run_rules
from support.specs import catalog, document, rule_codes, spec

TOKEN = "hf_" + "a1B2" * 8


def found(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(f.code, f.path, f.at) for f in run_rules(spec(**changes), document(**changes), catalog())]


CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({"training": {"maxSeqLen": 32768}}, []),
    ({"training": {"maxSeqLen": 32769}}, ["GT227"]),
    ({"method": {"kind": "lora", "rank": 895, "alpha": 895}}, []),
    ({"method": {"kind": "lora", "rank": 896, "alpha": 896}}, ["GT228"]),
    ({"training": {"learningRate": 5e-4}}, []),
    ({"training": {"learningRate": 0.5, "optimizer": {"kind": "sgd"}}}, []),
    ({"method": {"kind": "lora"}, "training": {"learningRate": 5e-3}}, []),
    ({"method": {"kind": "dora"}, "training": {"learningRate": 0.1}}, ["GT236"]),
    ({"training": {"maxSteps": 10, "schedule": {"warmupSteps": 9}}}, ["GT251"]),
    ({"resources": {"accelerator": "t4", "gpusPerNode": 1}}, ["GT232"]),
    ({"resources": {"accelerator": "cpu", "mig": "1g.10gb"}}, ["GT212"]),
    ({"resources": {"accelerator": "cpu", "processesPerNode": 4}}, []),
    ({"training": {"checkpoint": {"asynchronous": True}}}, ["GT230"]),
    ({"dataset": {"columns": {"instruction": "task"}}}, ["GT222"]),
    ({"dataset": {"template": "alpaca", "columns": {"instruction": "task"}}}, []),
    ({"dataset": {"columns": {"output": "input"}}}, ["GT223"]),
    ({"dataset": {"columns": {"input": "output", "output": "input"}}}, []),
    ({"dataset": {"kind": "text", "systemPrompt": "Hello.", "trainOnInput": False}}, ["GT224", "GT224"]),
    ({"dataset": {"kind": "text", "format": "xml", "columns": {"text": "body"}}}, ["GT217"]),
    ({"dataset": {"format": "xml"}}, ["GT217"]),
    ({"dataset": {"split": "train[3:3]+train[4:4]"}}, ["GT226"]),
    ({"storage": {"accessModes": ["ReadWriteOncePod", "ReadWriteMany"]}}, ["GT234"]),
    ({"storage": {"claimName": "x", "size": "1Gi", "className": "fast"}}, ["GT235", "GT235"]),
    ({"runtime": {"kind": "TrainingRuntime"}}, ["GT233"]),
    ({"runtime": {"env": {"HF_TOKEN": "x"}}}, []),
    ({"runtime": {"env": {"HF_TOKEN": "x"}}, "model": {"secretRef": {"name": "a", "key": "b"}}}, ["GT219"]),
    ({"runtime": {"env": {"MASTER_ADDR": "x", "LOCAL_RANK": "0", "TORCHELASTIC_X": "1"}}}, ["GT219"] * 3),
    ({"metadata": {"name": "x", "labels": {"app.kubernetes.io/part-of": "bots"}}}, []),
    ({"metadata": {"name": "x", "labels": {"app.kubernetes.io/managed-by": "me"}}}, ["GT241"]),
    ({"metadata": {"name": "x", "labels": {"example.com/gitune.dev": "yes"}}}, []),
    ({"overrides": {"optimizer": {"note": "${lr}"}}}, ["GT239"]),
    ({"model": {"revision": "1234567"}}, ["GT249"]),
    ({"model": {"revision": "feature"}}, []),
    ({"model": {"revision": "main"}, "dataset": {"revision": "deadbeef1"}}, ["GT249", "GT287"]),
]


@pytest.mark.parametrize(("changes", "expected"), CASES, ids=[str(n) for n in range(len(CASES))])
def test_borders(changes: dict[str, Any], expected: list[str]) -> None:
    assert rule_codes(**changes) == expected


def test_paths_point_at_what_is_wrong() -> None:
    assert found(training={"epochs": 1, "maxSteps": 2}) == [("GT220", ("training", "maxSteps"), "key")]
    assert found(overrides={"a": [{"b": "${x}"}]}) == [("GT239", ("overrides", "a", 0, "b"), "value")]


@pytest.mark.parametrize(
    "changes",
    [
        {"metadata": {"name": "x", "description": f"uses {TOKEN}"}},
        {"dataset": {"systemPrompt": TOKEN}},
        {"runtime": {"env": {"NOTE": TOKEN}}},
        {"overrides": {"metric_logger": {"project": TOKEN}}},
        {"runtime": {"env": {"DB_PASSWORD": "correct7horse"}}},
        {"metadata": {"name": "x", "description": "-----BEGIN RSA PRIVATE KEY-----"}},
    ],
)
def test_a_secret_is_found_and_never_repeated(changes: dict[str, Any]) -> None:
    findings = run_rules(spec(**changes), document(**changes), catalog())
    assert [f.code for f in findings] == ["GT238"]
    assert TOKEN not in repr(findings)


@pytest.mark.parametrize(
    "env",
    [
        {"TOKENIZERS_PARALLELISM": "false"},
        {"WANDB_API_KEY": {"secretRef": {"name": "wandb0key1234567", "key": "api-key"}}},
        {"API_KEY": "none"},
        {"GIT_SHA": "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"},
    ],
)
def test_what_only_sounds_like_a_secret_is_none(env: dict[str, Any]) -> None:
    assert rule_codes(runtime={"env": env}) == []
