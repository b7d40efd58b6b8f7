"""The whole config, in the order in which torchtune's own configs are read."""

from __future__ import annotations

from typing import Any

from gitune.backends.torchtune.dataset import dataset_section
from gitune.backends.torchtune.learning import loss_section, optimizer_section, schedule_section
from gitune.backends.torchtune.model import checkpointer_section, model_section, tokenizer_section
from gitune.catalog.model import RecipeEntry, TorchtuneData
from gitune.plan.model import Plan

_WIDE = 30_000_000_000
"""Above this many parameters torchtune's configs for full fine-tuning shard embeddings and output on their own."""


def build_config(plan: Plan, recipe: RecipeEntry, torchtune: TorchtuneData) -> dict[str, Any]:
    """A config without a gap: all that a reader would ask for, and nothing that the recipe does not read."""
    config = {
        "output_dir": str(plan.output_folder),
        "model": model_section(plan, torchtune),
        "tokenizer": tokenizer_section(plan),
        "checkpointer": checkpointer_section(plan),
        "resume_from_checkpoint": False,
        "save_adapter_weights_only": plan.training.checkpoint.adapter_only,
        "enable_async_checkpointing": plan.training.checkpoint.asynchronous,
        "dataset": dataset_section(plan.dataset),
        "seed": plan.training.seed,
        "shuffle": plan.dataset.shuffle,
        "batch_size": plan.training.batch.micro_size,
        **_steps(plan),
        **_device(plan),
        **_logging(plan),
    }
    return {key: value for key, value in config.items() if key in recipe.keys}


def _steps(plan: Plan) -> dict[str, Any]:
    training = plan.training
    return {
        "optimizer": optimizer_section(training),
        "lr_scheduler": schedule_section(training.schedule),
        "loss": loss_section(training.loss),
        "epochs": training.epochs,
        "max_steps_per_epoch": training.max_steps,
        "gradient_accumulation_steps": training.batch.accumulation,
        "optimizer_in_bwd": False,
        "clip_grad_norm": training.gradient_clipping,
        "compile": training.compile,
    }


def _device(plan: Plan) -> dict[str, Any]:
    return {
        "device": plan.devices.device,
        "dtype": plan.training.precision,
        "enable_activation_checkpointing": plan.training.activation_checkpointing,
        "enable_activation_offloading": plan.training.activation_offloading,
        "fsdp_cpu_offload": False,
        "fsdp_reshard_after_forward": True,
    } | _sharding(plan)


def _sharding(plan: Plan) -> dict[str, Any]:
    """Never for tied embeddings: sharding one layer twice ends in `got mixed torch.Tensor and DTensor`."""
    entry = plan.model.entry
    if plan.method.kind == "full" and entry.parameters > _WIDE and not entry.architecture.tied_embeddings:
        return {"custom_sharded_layers": ["tok_embeddings", "output"]}
    return {}


def _logging(plan: Plan) -> dict[str, Any]:
    return {
        "metric_logger": {
            "_component_": "torchtune.training.metric_logging.DiskLogger",
            "log_dir": str(plan.output_folder / "logs"),
        },
        "log_every_n_steps": plan.training.logging.every_steps,
        "log_peak_memory_stats": plan.training.logging.memory and plan.devices.device == "cuda",
        "profiler": {"_component_": "torchtune.training.setup_torch_profiler", "enabled": False},
    }
