"""From where a run goes on, whatever a killed process left."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from gitune_trainer import checkpoints, recipe_state
from gitune_trainer.config import Config
from gitune_trainer.recipes import Recipe

FULL = Recipe("full_finetune_single_device", Path("full.py"), distributed=False)
LORA = Recipe("lora_finetune_single_device", Path("lora.py"), distributed=False)


def config(output: Path, **values: object) -> Config:
    return Config({"output_dir": str(output), "epochs": 3, "checkpointer": {}, **values})


def write_epoch(output: Path, number: int) -> Path:
    folder = output / f"epoch_{number}"
    folder.mkdir(parents=True)
    files = [f"model-0000{part}-of-00002.safetensors" for part in (1, 2)]
    for file in files:
        save_file({file: torch.zeros(4)}, folder / file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {file: file for file in files}}))
    torch.save({"layer": torch.zeros(2)}, folder / "adapter_model.pt")
    return folder


def write_state(output: Path, epochs: int) -> Path:
    path = output / "recipe_state" / "recipe_state.pt"
    path.parent.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.ones(3))])
    optimizer.step()
    torch.save({"epochs_run": epochs, "optimizer": optimizer.state_dict(), "seed": 7}, path)
    return path


def test_an_empty_folder_starts_afresh(tmp_path: Path) -> None:
    assert checkpoints.find(config(tmp_path / "none"), FULL) is None
    assert checkpoints.find(config(tmp_path), LORA) is None


def test_full_goes_on_from_the_weights_of_the_epoch(tmp_path: Path) -> None:
    write_epoch(tmp_path, 0)
    write_epoch(tmp_path, 1)
    write_state(tmp_path, 2)
    resume = checkpoints.find(config(tmp_path), FULL)
    assert resume is not None
    assert resume.epochs == 2
    assert resume.values == {
        "resume_from_checkpoint": True,
        "checkpointer.checkpoint_files": [
            "epoch_1/model-00001-of-00002.safetensors",
            "epoch_1/model-00002-of-00002.safetensors",
        ],
    }


def test_lora_goes_on_from_the_adapter_that_fits_the_state(tmp_path: Path) -> None:
    write_epoch(tmp_path, 0)
    write_epoch(tmp_path, 1)  # newer than the state: torchtune alone would take this one
    write_state(tmp_path, 1)
    resume = checkpoints.find(config(tmp_path), LORA)
    assert resume is not None
    assert resume.values["checkpointer.adapter_checkpoint"] == "epoch_0/adapter_model.pt"


@pytest.mark.parametrize("kept", [0, 10, -1])
def test_a_torn_state_is_no_state(tmp_path: Path, kept: int) -> None:
    write_epoch(tmp_path, 0)
    state = write_state(tmp_path, 1)
    state.write_bytes(state.read_bytes()[:kept])
    assert recipe_state.epochs_run(state) is None
    assert checkpoints.find(config(tmp_path), FULL) is None


def test_a_state_whose_weights_are_torn_is_not_used(tmp_path: Path) -> None:
    folder = write_epoch(tmp_path, 0)
    write_state(tmp_path, 1)
    shard = folder / "model-00002-of-00002.safetensors"
    shard.write_bytes(shard.read_bytes()[:-1])
    assert checkpoints.find(config(tmp_path), FULL) is None
    (folder / "adapter_model.pt").write_bytes(b"PK")
    assert checkpoints.find(config(tmp_path), LORA) is None


@pytest.mark.parametrize("recipe", [FULL, LORA])
def test_a_kill_between_any_two_files_leaves_a_run_that_goes_on(tmp_path: Path, recipe: Recipe) -> None:
    whole = tmp_path / "whole"
    for number in range(2):
        write_epoch(whole, number)
    written = sorted(path.name for path in (whole / "epoch_1").iterdir())
    for count in range(len(written) + 1):
        for kept in (0, -1):
            killed = tmp_path / f"killed-{count}-{kept}"
            shutil.copytree(whole / "epoch_0", killed / "epoch_0")
            write_state(killed, 1)
            (killed / "epoch_1").mkdir()
            for name in written[:count]:
                shutil.copy(whole / "epoch_1" / name, killed / "epoch_1")
            for name in written[count : count + 1]:
                (killed / "epoch_1" / name).write_bytes((whole / "epoch_1" / name).read_bytes()[:kept])
            resume = checkpoints.find(config(killed), recipe)
            assert resume is not None
            checkpoints.clean(config(killed), resume)
            assert sorted(path.name for path in killed.iterdir()) == ["epoch_0", "recipe_state"]
            assert checkpoints.find(config(killed), recipe) == resume


def test_a_state_does_not_run_what_it_contains(tmp_path: Path) -> None:
    state = tmp_path / "recipe_state.pt"
    torch.save({"epochs_run": 1, "trap": Trap()}, state)
    assert recipe_state.epochs_run(state) == 1
    assert not Trap.sprung


class Trap:
    sprung = False

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return spring, ()


def spring() -> None:
    Trap.sprung = True


def test_cleaning_leaves_the_checkpoint_and_removes_what_is_newer(tmp_path: Path) -> None:
    for number in range(3):
        write_epoch(tmp_path, number)
    write_state(tmp_path, 1)
    (tmp_path / "logs").mkdir()
    checkpoints.clean(config(tmp_path), checkpoints.find(config(tmp_path), FULL))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["epoch_0", "logs", "recipe_state"]


def test_cleaning_for_a_fresh_start_leaves_no_checkpoint(tmp_path: Path) -> None:
    write_epoch(tmp_path, 0)
    write_state(tmp_path, 2)
    checkpoints.clean(config(tmp_path), None)
    assert list(tmp_path.iterdir()) == []


def test_asynchronous_checkpoints_count_when_their_metadata_is_there(tmp_path: Path) -> None:
    asynchronous = config(tmp_path, enable_async_checkpointing=True)
    assert checkpoints.find(asynchronous, FULL) is None
    for number in range(2):
        (tmp_path / f"dist_epoch_{number}").mkdir()
    (tmp_path / "dist_epoch_0" / ".metadata").touch()
    resume = checkpoints.find(asynchronous, FULL)
    assert resume == checkpoints.Resume(1, {"resume_from_checkpoint": True})
    checkpoints.clean(asynchronous, resume)
    assert [entry.name for entry in tmp_path.iterdir()] == ["dist_epoch_0"]
