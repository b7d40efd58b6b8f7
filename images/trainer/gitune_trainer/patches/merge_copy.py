"""On a CPU, saving a LoRA checkpoint changes the model that goes on training.

Bug: lora_finetune_single_device.py, `save_checkpoint`: ``{k: v.cpu() for ...}`` copies nothing when the model is on
the CPU already, and `get_merged_lora_ckpt` (torchtune/modules/peft/_utils.py) adds the adapter to the weights in
place. From the second epoch on, the run trains a model that contains its adapter twice.
Applies: recipes that merge, with ``device: cpu``. Changes nothing with a GPU, where ``.cpu()`` is a copy.
"""

from __future__ import annotations

from typing import Any

from gitune_trainer.patches.target import Target

FACTOR = ".lora_a.weight"


def apply(target: Target) -> None:
    """Merge into copies of the weights that a merge writes to."""
    merge = getattr(target.module, "get_merged_lora_ckpt", None)
    if merge is None or not target.on_cpu:
        return

    def get_merged_lora_ckpt(state_dict: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        written = {name.replace(FACTOR, ".weight") for name in state_dict if name.endswith(FACTOR)}
        copies = {name: state_dict[name].clone() for name in written}
        return merge({**state_dict, **copies}, *args, **kwargs)

    target.module.get_merged_lora_ckpt = get_merged_lora_ckpt  # type: ignore[attr-defined]
