"""A DoRA adapter on q_proj or k_proj is wrong in PEFT: its magnitudes belong to other rows.

Bug: `tune_to_peft_adapter_weights` (torchtune/models/convert_weights.py) reorders the rows of ``lora_B`` of q_proj and
k_proj for rotary embeddings and leaves DoRA's magnitude, one number per row, in the old order.
Applies: every ``model_type`` but QWEN2, whose rows are not reordered. Changes nothing for adapters without
magnitudes on q_proj and k_proj.
"""

from __future__ import annotations

from gitune_trainer.patches.rotary import prepare_export, to_halves
from gitune_trainer.patches.target import Target


def apply(target: Target) -> None:
    """Reorder the magnitudes as the export reorders ``lora_B``."""
    if target.model_type != "QWEN2":
        prepare_export(to_halves, "magnitude")
