"""Each patch against the bug that it takes away: torchtune's own behaviour first, then with the patch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
import torchtune.training
from omegaconf import OmegaConf
from torchtune.models import convert_weights
from torchtune.models.gemma2 import _convert_weights
from torchtune.training.checkpointing._checkpointer import DistributedCheckpointer

from gitune_trainer import patches
from gitune_trainer.patches import (
    async_schedule,
    atomic_save,
    cpu_async_checkpoint,
    cpu_cleanup,
    cpu_memory_stats,
    cpu_process_group,
    dora_magnitude,
    gemma2_norms,
    lora_schedule,
    merge_copy,
    qwen_adapter,
)
from gitune_trainer.patches.target import Target
from gitune_trainer.recipes import find
from gitune_trainer.worker import load_recipe

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def unpatched() -> Iterator[None]:
    """Whatever a test patches is torchtune's own again after it."""
    places = [
        (torch, "save"),
        (torchtune.training, "get_memory_stats"),
        (torchtune.training, "log_memory_stats"),
        (torchtune.training, "cleanup_before_training"),
        (DistributedCheckpointer, "__init__"),
        (convert_weights, "tune_to_peft_adapter_weights"),
    ]
    before = [getattr(place, name) for place, name in places]
    yield
    for (place, name), value in zip(places, before, strict=True):
        setattr(place, name, value)


def target(recipe: str, device: str = "cpu", **values: Any) -> Target:
    return Target(recipe, load_recipe(find(recipe).script), OmegaConf.create({"device": device, **values}))


class Dies:
    """Stands for a process that is killed while it writes."""

    def __reduce__(self) -> Any:
        raise InterruptedError


def test_saving_over_a_file_is_all_or_nothing(tmp_path: Path) -> None:
    state = tmp_path / "recipe_state.pt"
    torch.save({"epochs_run": 1}, state)
    with pytest.raises(InterruptedError):
        torch.save({"epochs_run": 2, "x": Dies()}, state)
    with pytest.raises(Exception, match=r"."):
        torch.load(state)
    state.unlink()

    atomic_save.apply(target("full_finetune_single_device"))
    torch.save({"epochs_run": 1}, state)
    with pytest.raises(InterruptedError):
        torch.save({"epochs_run": 2, "x": Dies()}, state)
    assert torch.load(state) == {"epochs_run": 1}
    with (tmp_path / "stream").open("wb") as stream:
        torch.save({}, stream)


def test_memory_of_a_cpu() -> None:
    cpu = torch.device("cpu")
    with pytest.raises(ValueError, match="not supported on CPU"):
        torchtune.training.get_memory_stats(device=cpu)
    cpu_memory_stats.apply(target("full_finetune_distributed", device="cuda"))
    with pytest.raises(ValueError, match="not supported on CPU"):
        torchtune.training.get_memory_stats(device=cpu)
    cpu_memory_stats.apply(target("full_finetune_distributed"))
    torchtune.training.log_memory_stats(torchtune.training.get_memory_stats(device=cpu))


def test_cleanup_on_a_cpu() -> None:
    if torch.cuda.is_available():
        pytest.skip("torchtune cleans the GPU that is here")
    with pytest.raises(AttributeError):
        torchtune.training.cleanup_before_training()
    cpu_cleanup.apply(target("full_finetune_distributed"))
    torchtune.training.cleanup_before_training()


@pytest.mark.parametrize(("device", "backend"), [("cpu", "gloo"), ("cuda", "cuda:nccl,cpu:gloo")])
def test_the_backend_fits_the_device(device: str, backend: str) -> None:
    loaded = target("lora_finetune_distributed", device)
    asked = []
    loaded.module.init_process_group = asked.append  # type: ignore[attr-defined]
    cpu_process_group.apply(loaded)
    loaded.module.init_process_group("cuda:nccl,cpu:gloo")
    assert asked == [backend]


def test_asynchronous_checkpoints_have_a_group_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.distributed, "new_group", lambda backend: f"a {backend} group")
    cpu_async_checkpoint.apply(target("full_finetune_distributed"))
    assert DistributedCheckpointer("in", "out")._process_group is None
    cpu_async_checkpoint.apply(target("full_finetune_distributed", enable_async_checkpointing=True))
    assert DistributedCheckpointer("in", "out")._process_group == "a gloo group"
    assert DistributedCheckpointer("in", "out", "mine")._process_group == "mine"


def live_model() -> dict[str, torch.Tensor]:
    return {"q.weight": torch.zeros(2, 2), "q.lora_a.weight": torch.ones(1, 2), "q.lora_b.weight": torch.ones(2, 1)}


def test_merging_does_not_change_the_model() -> None:
    loaded = target("lora_finetune_single_device")
    model = live_model()
    loaded.module.get_merged_lora_ckpt(dict(model), rank=1, alpha=1)
    assert model["q.weight"].any()  # torchtune's own: the live weight has the adapter in it

    merge_copy.apply(loaded)
    model = live_model()
    merged = loaded.module.get_merged_lora_ckpt(dict(model), rank=1, alpha=1)
    assert not model["q.weight"].any()
    assert torch.equal(merged["q.weight"], torch.ones(2, 2))
    assert list(merged) == ["q.weight"]


class Resumed:
    """What `setup` has set when it builds the schedule of a LoRA run after one of two epochs."""

    epochs_run, _steps_per_epoch, global_step = 1, 8, 0

    def _setup_lr_scheduler(self, cfg_lr_scheduler: Any, num_training_steps: int, last_epoch: int) -> int:
        return last_epoch


@pytest.mark.parametrize(("recipe", "last"), [("lora_finetune_single_device", 7), ("full_finetune_distributed", -1)])
def test_the_schedule_goes_on(recipe: str, last: int) -> None:
    resumed = type("Resumed", (Resumed,), {"_setup_lr_scheduler": Resumed._setup_lr_scheduler})
    module = ModuleType("recipe")
    module.Resumed = resumed  # type: ignore[attr-defined]
    lora_schedule.apply(Target(recipe, module, OmegaConf.create({})))
    run = resumed()
    assert run._setup_lr_scheduler(cfg_lr_scheduler=None, num_training_steps=16, last_epoch=-1) == last
    assert run.global_step == last + 1


def exported(rows: torch.Tensor, part: str) -> torch.Tensor:
    """What torchtune's export makes of ``part`` of a q_proj with two heads."""
    key = f"layers.0.attn.q_proj.{part}"
    weights = convert_weights.tune_to_peft_adapter_weights({key: rows}, num_heads=2, num_kv_heads=2, dim=8)
    (value,) = weights.values()
    assert isinstance(value, torch.Tensor)
    return value


ROWS = torch.arange(8.0)
HALVES = torch.tensor([0.0, 2, 1, 3, 4, 6, 5, 7])


def test_qwen_keeps_its_rows_in_order() -> None:
    rows = ROWS.view(8, 1)
    assert torch.equal(exported(rows, "lora_b.weight").flatten(), HALVES)
    qwen_adapter.apply(target("lora_finetune_single_device", checkpointer={"model_type": "LLAMA3_2"}))
    assert torch.equal(exported(rows, "lora_b.weight").flatten(), HALVES)
    qwen_adapter.apply(target("lora_finetune_single_device", checkpointer={"model_type": "QWEN2"}))
    assert torch.equal(exported(rows, "lora_b.weight"), rows)


def test_magnitudes_follow_their_rows() -> None:
    assert torch.equal(exported(ROWS, "magnitude"), ROWS)
    dora_magnitude.apply(target("lora_finetune_single_device", checkpointer={"model_type": "QWEN2"}))
    assert torch.equal(exported(ROWS, "magnitude"), ROWS)
    dora_magnitude.apply(target("lora_finetune_single_device", checkpointer={"model_type": "LLAMA3_2"}))
    assert torch.equal(exported(ROWS, "magnitude"), HALVES)


class Rebuilt:
    """What `setup` has when it builds the schedule after an asynchronous checkpoint was loaded."""

    def __init__(self) -> None:
        self._optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.001)

    def _setup_lr_scheduler(self) -> Any:
        return torch.optim.lr_scheduler.LambdaLR(self._optimizer, lambda _: 0.5, last_epoch=7)


def test_a_schedule_can_be_built_on_an_asynchronous_checkpoint() -> None:
    rebuilt = type("Rebuilt", (Rebuilt,), {"_setup_lr_scheduler": Rebuilt._setup_lr_scheduler})
    with pytest.raises(KeyError, match="initial_lr"):
        rebuilt()._setup_lr_scheduler()
    module = ModuleType("recipe")
    module.Rebuilt = rebuilt  # type: ignore[attr-defined]
    values = {"enable_async_checkpointing": True, "resume_from_checkpoint": True, "optimizer": {"lr": 0.01}}
    async_schedule.apply(Target("full_finetune_distributed", module, OmegaConf.create(values)))
    assert rebuilt()._setup_lr_scheduler().get_last_lr() == [0.005]


@pytest.mark.parametrize(("model_type", "mended"), [("GEMMA2", True), ("LLAMA3_2", False)])
def test_gemma2_norms_stand_where_transformers_has_them(
    model_type: str, mended: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_convert_weights, "_GEMMA2_FROM_HF", dict(_convert_weights._GEMMA2_FROM_HF))
    saved = {gemma2_norms.PRE.format(0): torch.ones(1), gemma2_norms.POST.format(0): torch.zeros(1)}
    assert not _convert_weights.gemma2_hf_to_tune(saved)["layers.0.mlp_norm.scale"].any()  # torchtune's own: exchanged

    gemma2_norms.apply(target("full_finetune_single_device", checkpointer={"model_type": model_type}))
    loaded = _convert_weights.gemma2_hf_to_tune(saved)
    assert bool(loaded["layers.0.mlp_norm.scale"].any()) is mended
    assert _convert_weights.gemma2_tune_to_hf(loaded).keys() == saved.keys()
    assert torch.equal(_convert_weights.gemma2_tune_to_hf(loaded)[gemma2_norms.PRE.format(0)], torch.ones(1))


def test_patches_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    save = torch.save
    monkeypatch.setenv(patches.WITHOUT, "atomic_save,cpu_cleanup")
    patches.apply(target("full_finetune_distributed"))
    assert torch.save is save
