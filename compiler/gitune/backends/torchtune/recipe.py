"""Which of torchtune's recipes a run needs, as KEP-2401 has it: by method, nodes and processes."""

from __future__ import annotations

from gitune.plan.model import Plan
from gitune.spec.method import Full

FULL, LORA = "full_finetune", "lora_finetune"


def choose_recipe(plan: Plan) -> str:
    """The recipe's name. All adapters share the LoRA recipes; several processes share the distributed ones."""
    family = FULL if isinstance(plan.method, Full) else LORA
    return f"{family}_{'distributed' if plan.devices.processes > 1 else 'single_device'}"
