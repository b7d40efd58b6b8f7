"""A Qwen2 or Qwen2.5 adapter on q_proj or k_proj is wrong in PEFT, and nothing says so.

Bug: FullModelHFCheckpointer.save_checkpoint exports adapters with `tune_to_peft_adapter_weights`
(torchtune/models/convert_weights.py), which reorders the rows of ``lora_B`` of q_proj and k_proj for rotary
embeddings. That fits the models whose weights are reordered too; torchtune's Qwen2 keeps Hugging Face's order
(torchtune/models/qwen2/_convert_weights.py), so its adapter must not be.
Applies: ``model_type: QWEN2``. Changes nothing for adapters without q_proj and k_proj.
"""

from __future__ import annotations

from gitune_trainer.patches.rotary import prepare_export, to_pairs
from gitune_trainer.patches.target import Target


def apply(target: Target) -> None:
    """Reorder beforehand the other way, so that the export ends where it began."""
    if target.model_type == "QWEN2":
        prepare_export(to_pairs, "lora_b.weight")
