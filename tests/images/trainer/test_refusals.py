"""Runs that cannot work end with their exit code, and the last line says why."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import pytest

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def workspace(make_workspace: Any) -> Any:
    """A run that would work."""
    return make_workspace("full_finetune_single_device", rows=16)


@pytest.mark.parametrize(
    ("values", "variables", "code", "reason"),
    [
        ({"dataset.column_map": {"input": "question", "output": "output"}}, {}, 14, "it has input, output"),
        ({}, {"PET_NPROC_PER_NODE": "2"}, 15, "use full_finetune_distributed"),
        ({"device": "cuda"}, {}, 15, "no GPU is visible"),
        ({"gradient_accumulation_steps": 8}, {}, 16, "one optimizer step needs 8"),
        ({"checkpointer.checkpoint_files": ["none.safetensors"]}, {}, 11, "none.safetensors is missing"),
        ({"seed": "${oc.env:SEED}"}, {}, 17, "interpolation"),
        ({}, {"PET_NNODES": "2", "PET_NODE_RANK": "0"}, 2, "PET_MASTER_ADDR"),
    ],
)
def test_before_torchtune_starts(workspace: Any, values: Any, variables: Any, code: int, reason: str) -> None:
    ended = changed(workspace, values).run(**variables)
    assert (ended.code, reason in ended.sentence) == (code, True), ended.err
    assert ended.sentence.startswith("gitune-trainer: ")
    assert "Running with torchrun" not in ended.out
    assert not workspace.output.exists()


@pytest.mark.parametrize(
    ("values", "code", "reason"),
    [
        ({"loss._component_": "torchtune.modules.loss.Nothing"}, 17, "torchtune.modules.loss.Nothing"),
        ({"dataset.packed": True, "gradient_accumulation_steps": 16}, 16, "after packing"),
        ({"clip_grad_norm": 1.0, "optimizer_in_bwd": True}, 17, "clipping"),
    ],
)
def test_by_torchtune_before_a_step(workspace: Any, values: Any, code: int, reason: str) -> None:
    ended = changed(workspace, values).run()
    assert (ended.code, reason in ended.sentence) == (code, True), ended.err
    assert not (workspace.output / "gitune-complete.json").exists()
    assert not list(workspace.output.glob("epoch_*"))


def changed(workspace: Any, values: dict[str, Any]) -> Any:
    other = dataclasses.replace(workspace, config=copy.deepcopy(workspace.config))
    for path, value in values.items():
        *parents, last = path.split(".")
        node = other.config
        for key in parents:
            node = node[key]
        node[last] = value
    return other
