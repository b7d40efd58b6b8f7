"""What Kubeflow's webhook refuses, and what its initializers and recipes cannot do."""

from __future__ import annotations

from typing import Any

import pytest

from unit.backends.upstream_runs import LARGE, ONE, QWEN, TWO, configured, findings, made

CPU = {"accelerator": "cpu"}
EIGHT = {"accelerator": "h100-80gb", "gpusPerNode": 8}


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"dataset": {"source": "s3://team/rows/"}}, "GT355", ("dataset", "source")),
        ({"model": {"source": "pvc://models/llama"}}, "GT355", ("model", "source")),
        ({"model": {"source": "hf://team/llama/checkpoint"}}, "GT355", ("model", "source")),
        ({"model": {"revision": "v2"}}, "GT356", ("model", "revision")),
        ({"dataset": {"revision": "a" * 40}}, "GT356", ("dataset", "revision")),
        ({"model": {"id": "llama3.2-3b-instruct"}}, "GT357", ("model", "id")),
        (QWEN | {"model": {"id": "qwen2.5-1.5b"}}, "GT357", ("model", "id")),
        ({"resources": ONE | {"nodes": 2}}, "GT358", ("resources", "nodes")),
        (QWEN | {"resources": ONE | {"nodes": 2}}, "GT358", ("resources", "nodes")),
        (LARGE | {"resources": EIGHT | {"nodes": 2}, "method": {"kind": "lora"}}, "GT358", ("resources", "nodes")),
        (LARGE | {"resources": EIGHT | {"nodes": 2}, "method": {"kind": "qlora"}}, "GT358", ("resources", "nodes")),
        ({"method": {"kind": "qlora"}, "resources": TWO}, "GT359", ("method", "kind")),
        (QWEN | {"method": {"kind": "qlora"}, "resources": ONE}, "GT359", ("method", "kind")),
        (QWEN | {"method": {"kind": "qlora"}, "resources": TWO}, "GT359", ("method", "kind")),
        (LARGE | {"resources": ONE}, "GT359", ("method", "kind")),
        ({"resources": CPU}, "GT360", ("resources", "accelerator")),
        ({"training": {"resumeFrom": "test-37xq54gy"}}, "GT361", ("training", "resumeFrom")),
        ({"resources": ONE | {"sharedMemory": "16Gi"}}, "GT361", ("resources", "sharedMemory")),
        ({"storage": {"size": "100Gi"}}, "GT361", ("storage", "size")),
        ({"storage": {"claimName": "models"}}, "GT361", ("storage", "claimName")),
        ({"storage": {"className": "fast"}, "trainer": "2.2"}, "GT361", ("storage", "className")),
        ({"storage": {"claimName": "models"}, "trainer": "2.1"}, "GT361", ("storage", "claimName")),
        ({"runtime": {"retain": "prune"}}, "GT361", ("runtime", "retain")),
        ({"dataset": {"systemPrompt": "Answer as key=value."}}, "GT362", ("dataset", "systemPrompt")),
        ({"dataset": {"columns": {"input": "a=b"}}}, "GT362", ("dataset", "columns")),
        ({"overrides": {"output_dir": "/workspace/x"}}, "GT364", ("overrides", "output_dir")),
        ({"overrides": {"tokenizer": {"path": "/workspace/x"}}}, "GT364", ("overrides", "tokenizer", "path")),
        (
            {"overrides": {"tokenizer": {"merges_file": "/workspace/x"}}},
            "GT364",
            ("overrides", "tokenizer", "merges_file"),
        ),
        (
            {"overrides": {"checkpointer": {"checkpoint_dir": "/workspace/x"}}},
            "GT364",
            ("overrides", "checkpointer", "checkpoint_dir"),
        ),
        ({"overrides": {"batch_size": 2}}, "GT315", ("overrides", "batch_size")),
        ({"overrides": {"optimizer.foreach": False}}, "GT310", ("overrides", "optimizer.foreach")),
        ({"overrides": {"optimzer_in_bwd": True}}, "GT310", ("overrides", "optimzer_in_bwd")),
        ({"overrides": {"optimizer": {"foreech": True}}}, "GT312", ("overrides", "optimizer", "foreech")),
        ({"overrides": {"optimizer": {"foreach": "maybe"}}}, "GT314", ("overrides", "optimizer", "foreach")),
        ({"method": {"kind": "lora", "applyToOutput": True}}, "GT301", ("method", "applyToOutput")),
    ],
)
def test_each_refusal_stands_at_its_field(changes: dict[str, Any], code: str, path: tuple[str, ...]) -> None:
    assert configured(**changes).config is None
    assert (code, path) in findings(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": {"id": "llama3.2-1b"}},
        {"model": {"revision": "main"}},
        {"method": {"kind": "qlora"}, "resources": ONE},
        {"method": {"kind": "qlora"}, "resources": {"accelerator": "h100-80gb", "mig": "1g.10gb", "gpusPerNode": 1}},
        {"method": {"kind": "qdora"}, "resources": TWO},
        LARGE | {"resources": EIGHT | {"nodes": 4}},
        LARGE | {"resources": EIGHT, "method": {"kind": "qlora"}},
        {"storage": {"size": "100Gi"}, "trainer": "2.1"},
        {"storage": {"claimName": "torchtune-llama3.2-1b"}, "trainer": "2.1"},
        {"runtime": {"retain": "prune"}, "trainer": "2.1"},
        {"dataset": {"systemPrompt": "Be brief: answer, and stop. #now"}},
    ],
)
def test_what_is_taken(changes: dict[str, Any]) -> None:
    assert configured(**changes).config is not None, configured(**changes).findings


def test_a_hint_names_what_would_run() -> None:
    hints = {finding.code: finding.hint for finding in configured(method={"kind": "qlora"}, resources=TWO).findings}
    assert hints["GT359"] is not None
    assert "`resources.gpusPerNode: 1`" in hints["GT359"]


def test_the_runtimes_own_gpus_count_where_a_spec_names_none() -> None:
    assert made().devices.devices_per_node == 2
    assert made(resources={"accelerator": "h100-80gb", "mig": "1g.10gb"}).devices.devices_per_node == 1
