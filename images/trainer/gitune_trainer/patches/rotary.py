"""The rows of q_proj and k_proj on their way from torchtune to PEFT.

Rotary embeddings pair rows: torchtune has a pair side by side, Hugging Face half a head apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torchtune.models import convert_weights

Reorder = Callable[[torch.Tensor, int, int], torch.Tensor]


def to_halves(rows: torch.Tensor, heads: int, head_dim: int) -> torch.Tensor:
    """What torchtune/models/convert_weights.py does to weights and ``lora_B``."""
    return rows.view(heads, head_dim // 2, 2, -1).transpose(1, 2).reshape(rows.shape)


def to_pairs(rows: torch.Tensor, heads: int, head_dim: int) -> torch.Tensor:
    """The inverse of `to_halves`."""
    return rows.view(heads, 2, head_dim // 2, -1).transpose(1, 2).reshape(rows.shape)


def prepare_export(reorder: Reorder, part: str) -> None:
    """Apply ``reorder`` to ``part`` of q_proj and k_proj before torchtune exports an adapter."""
    export = convert_weights.tune_to_peft_adapter_weights

    def tune_to_peft_adapter_weights(
        state_dict: Mapping[str, torch.Tensor],
        num_heads: int,
        num_kv_heads: int,
        dim: int,
        head_dim: int | None = None,
    ) -> Any:
        heads = {f"q_proj.{part}": num_heads, f"k_proj.{part}": num_kv_heads}
        prepared = dict(state_dict)
        for name, rows in state_dict.items():
            number = next((heads[end] for end in heads if name.endswith(end)), None)
            if number is not None:
                prepared[name] = reorder(rows, number, head_dim or dim // num_heads)
        return export(prepared, num_heads=num_heads, num_kv_heads=num_kv_heads, dim=dim, head_dim=head_dim)

    convert_weights.tune_to_peft_adapter_weights = tune_to_peft_adapter_weights
