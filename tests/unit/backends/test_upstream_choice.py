"""The recipe and config that Trainer chooses; each row was read off `getRecipeAndConfig` of v2.1.0 to v2.3.0."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.backends.upstream.choice import choose
from support.specs import catalog
from unit.backends.upstream_runs import LARGE, ONE, QWEN, TWO, made

MIG = {"accelerator": "h100-80gb", "mig": "1g.10gb", "gpusPerNode": 1}
EIGHT = {"accelerator": "h100-80gb", "gpusPerNode": 8}


@pytest.mark.parametrize(
    ("changes", "recipe", "config"),
    [
        ({}, "full_finetune_distributed", "llama3_2/1B_full"),
        ({"resources": ONE}, "full_finetune_single_device", "llama3_2/1B_full_single_device"),
        ({"resources": MIG}, "full_finetune_single_device", "llama3_2/1B_full_single_device"),
        ({"method": {"kind": "lora"}}, "lora_finetune_distributed", "llama3_2/1B_lora"),
        ({"method": {"kind": "dora"}}, "lora_finetune_distributed", "llama3_2/1B_lora"),
        ({"method": {"kind": "qdora"}}, "lora_finetune_distributed", "llama3_2/1B_lora"),
        (
            {"method": {"kind": "lora"}, "resources": ONE},
            "lora_finetune_single_device",
            "llama3_2/1B_lora_single_device",
        ),
        (
            {"method": {"kind": "qlora"}, "resources": ONE},
            "lora_finetune_single_device",
            "llama3_2/1B_qlora_single_device",
        ),
        ({"method": {"kind": "qlora"}, "resources": TWO}, "lora_finetune_distributed", "llama3_2/1B_qlora"),
        (
            {"resources": TWO | {"processesPerNode": 1}},
            "full_finetune_single_device",
            "llama3_2/1B_full_single_device",
        ),
        (QWEN, "full_finetune_distributed", "qwen2_5/1.5B_full"),
        (LARGE | {"resources": EIGHT}, "full_finetune_distributed", "llama3_3/70B_full"),
        (LARGE | {"resources": EIGHT | {"nodes": 2}}, "full_finetune_distributed", "llama3_3/70B_full_multinode"),
        (LARGE | {"resources": ONE | {"nodes": 2}}, "full_finetune_distributed", "llama3_3/70B_full_multinode"),
    ],
)
def test_the_choice_is_trainers(changes: dict[str, Any], recipe: str, config: str) -> None:
    plan = made(**changes)
    assert plan.upstream is not None
    assert choose(plan, plan.upstream) == (recipe, config)


def test_every_recipe_is_known() -> None:
    kinds = ("full", "lora")
    assert {f"{kind}_finetune_{way}" for kind in kinds for way in ("distributed", "single_device")} <= set(
        catalog().torchtune.recipes
    )
