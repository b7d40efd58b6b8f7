"""LoRA and its relatives on one device: adapters that PEFT reads, merges that do no harm, schedules that go on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
import trainer_logits as logits
import trainer_states as states

pytestmark = pytest.mark.e2e
RECIPE = "lora_finetune_single_device"
STEPS_PER_EPOCH = 8


def close(first: torch.Tensor, second: torch.Tensor) -> bool:
    return torch.allclose(first, second, atol=1e-4)


@pytest.fixture(scope="module")
def lora(make_workspace: Any) -> Any:
    """Two epochs, with every patch."""
    workspace = make_workspace(RECIPE, family="qwen2")
    workspace.run().check()
    return workspace


@pytest.fixture(scope="module")
def unpatched(make_workspace: Any) -> Any:
    """The same run as torchtune alone would do it."""
    workspace = make_workspace(RECIPE, family="qwen2")
    workspace.run(GITUNE_TRAINER_WITHOUT="merge_copy,lora_schedule").check()
    return workspace


def test_the_adapter_on_the_base_is_the_merged_model(lora: Any) -> None:
    assert (lora.complete["model"], lora.complete["adapter"]) == ("model", "adapter")
    merged = logits.of_model(lora.output / "model")
    assert close(logits.of_adapter(lora.model.path, lora.output / "adapter"), merged)
    assert not close(merged, logits.of_model(lora.model.path))


def test_without_the_patch_the_second_epoch_trains_a_model_with_two_adapters(unpatched: Any) -> None:
    merged = logits.of_model(unpatched.output / "model")
    assert not close(logits.of_adapter(unpatched.model.path, unpatched.output / "adapter"), merged)


def test_model_and_adapter_are_apart(lora: Any) -> None:
    assert not list((lora.output / "model").glob("adapter*"))
    assert sorted(path.name for path in (lora.output / "adapter").iterdir()) == [
        "adapter_config.json",
        "adapter_model.safetensors",
    ]


def resumed(workspace: Any, root: Path, **variables: str) -> Any:
    again = workspace.copy(root / "root")
    states.in_last_epoch(again.output, last=1)
    ended = again.run(**variables)
    ended.check()
    assert "Going on after 1 of 2 epochs" in ended.err
    return again


def test_a_resumed_run_goes_on_with_its_schedule_and_ends_with_the_same_adapter(lora: Any, tmp_path: Path) -> None:
    again = resumed(lora, tmp_path)
    assert [line["step"] for line in again.metrics] == list(range(1, 2 * STEPS_PER_EPOCH + 1))
    assert [line["lr"] for line in again.metrics] == [line["lr"] for line in lora.metrics]
    assert states.weights(again.output / "adapter") == states.weights(lora.output / "adapter")
    assert states.weights(again.output / "model") == states.weights(lora.output / "model")


def test_without_the_patch_the_schedule_starts_again(lora: Any, tmp_path: Path) -> None:
    again = resumed(lora, tmp_path, GITUNE_TRAINER_WITHOUT="lora_schedule")
    assert [line["step"] for line in again.metrics] == list(range(1, STEPS_PER_EPOCH + 1))
    assert again.metrics[0]["lr"] == lora.metrics[0]["lr"]


@pytest.fixture(scope="module")
def dora(make_workspace: Any) -> Any:
    """DoRA, on the other family."""
    workspace = make_workspace(RECIPE, adapter={"use_dora": True})
    workspace.run().check()
    return workspace


def test_peft_knows_that_it_is_dora(dora: Any, tmp_path: Path) -> None:
    merged = logits.of_model(dora.output / "model")
    published = dora.output / "adapter"
    assert close(logits.of_adapter(dora.model.path, published), merged)

    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    shutil.copy(dora.output / "epoch_1" / "adapter_config.json", tmp_path)  # torchtune's own
    assert "use_dora" not in json.loads((tmp_path / "adapter_config.json").read_text())
    assert not close(logits.of_adapter(dora.model.path, tmp_path), merged)


def test_qlora_trains_and_can_be_merged(make_workspace: Any) -> None:
    values = {"dtype": "bf16", "epochs": 1, "batch_size": 8}
    workspace = make_workspace(RECIPE, dim=256, adapter={"quantize_base": True}, values=values)
    workspace.run().check()
    assert workspace.complete["last_loss"] < workspace.complete["first_loss"]
    assert logits.of_model(workspace.output / "model").isfinite().all()


def test_only_the_adapter_when_that_is_wanted(make_workspace: Any) -> None:
    values = {"save_adapter_weights_only": True, "epochs": 1, "log_every_n_steps": 5}
    workspace = make_workspace(RECIPE, values=values)
    workspace.run().check()
    complete = workspace.complete
    assert (complete["model"], complete["adapter"], complete["steps"]) == (None, "adapter", STEPS_PER_EPOCH)
    assert [line["step"] for line in workspace.metrics] == [5]
    assert not (workspace.output / "model").exists()
