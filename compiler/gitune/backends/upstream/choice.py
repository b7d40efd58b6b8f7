"""Which recipe and config Trainer chooses, as `getRecipeAndConfig` of its torch plugin does (v2.1.0 to v2.3.0)."""

from __future__ import annotations

from typing import NamedTuple

from gitune.plan.model import Plan, UpstreamPlan
from gitune.spec.method import Full, Qlora


class Choice(NamedTuple):
    """What `tune run` is started with."""

    recipe: str
    config: str


def choose(plan: Plan, upstream: UpstreamPlan) -> Choice:
    """The config may be one that torchtune does not have: Trainer puts the name together and does not look."""
    family = "full" if isinstance(plan.method, Full) else "lora"
    suffix = "qlora" if isinstance(plan.method, Qlora) else family
    if plan.devices.processes == 1:
        return Choice(f"{family}_finetune_single_device", f"{upstream.runtime.config}_{suffix}_single_device")
    if plan.devices.nodes > 1:
        return Choice("full_finetune_distributed", f"{upstream.runtime.config}_full_multinode")
    return Choice(f"{family}_finetune_distributed", f"{upstream.runtime.config}_{suffix}")
