"""The sections `model`, `tokenizer` and `checkpointer`."""

from __future__ import annotations

from typing import Any

from gitune.catalog.model import ShardedWeights, TorchtuneData, Weights
from gitune.plan.model import ModelPlan, Plan
from gitune.spec.method import Adapter, Dora, Full, Qdora, Qlora

Section = dict[str, Any]

ATTENTION_MODULES = ("q_proj", "k_proj", "v_proj", "output_proj")
"""In the order in which torchtune's configs write them."""


def model_section(plan: Plan, torchtune: TorchtuneData) -> Section:
    """The builder and its arguments."""
    data = plan.model.entry.torchtune
    if isinstance(plan.method, Full):
        return {"_component_": data.model, **data.builder_args}
    known = torchtune.components.get(data.lora_model, {})
    taken = {name: value for name, value in lora_arguments(plan.method).items() if name in known}
    return {"_component_": data.lora_model, **data.builder_args, **taken}


def lora_arguments(method: Adapter) -> Section:
    """What torchtune's LoRA builders are told of the adapter. Some builders lack some: see `refusals`."""
    return {
        "lora_attn_modules": [name for name in ATTENTION_MODULES if name in method.target_modules],
        "apply_lora_to_mlp": method.apply_to_mlp,
        "apply_lora_to_output": method.apply_to_output,
        "lora_rank": method.rank,
        "lora_alpha": int(method.alpha) if float(method.alpha).is_integer() else method.alpha,
        "lora_dropout": method.dropout,
        "use_dora": isinstance(method, Dora | Qdora),
        "quantize_base": isinstance(method, Qlora | Qdora),
    }


def tokenizer_section(plan: Plan) -> Section:
    """The tokenizer, with its files in the base model's folder."""
    model = plan.model
    return {
        name: str(model.folder / value.removeprefix("model/")) if _is_model_path(value) else value
        for name, value in model.entry.torchtune.tokenizer.items()
    } | {"max_seq_len": plan.training.max_seq_len}


def _is_model_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("model/")


def checkpointer_section(plan: Plan) -> Section:
    """Where weights come from and checkpoints go."""
    data = plan.model.entry.torchtune
    return {
        "_component_": data.checkpointer,
        "checkpoint_dir": str(plan.model.weights_folder),
        "checkpoint_files": _checkpoint_files(plan.model),
        "recipe_checkpoint": None,
        "output_dir": str(plan.output_folder),
        "model_type": data.model_type,
    }


def _checkpoint_files(model: ModelPlan) -> list[str] | dict[str, str]:
    weights = model.entry.weights
    if model.resumed_run:
        return written_names(weights)
    if weights.sharded is not None:
        return _sharded(weights.sharded)
    return list(weights.files or ())


def written_names(weights: Weights) -> list[str] | dict[str, str]:
    """The names that torchtune gives the files that it writes: as many as it read, numbered in five digits."""
    if weights.sharded is not None:
        last = f"{int(weights.sharded.max_filename):05}"
        return _sharded(ShardedWeights(filename_format="model-{}-of-{}.safetensors", max_filename=last))
    count = len(weights.files or ())
    return [f"model-{number:05}-of-{count:05}.safetensors" for number in range(1, count + 1)]


def _sharded(weights: ShardedWeights) -> dict[str, str]:
    return {"filename_format": weights.filename_format, "max_filename": weights.max_filename}
