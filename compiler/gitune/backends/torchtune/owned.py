"""Keys of the config that the spec says in fields of its own: an override there would make the plan a lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitune.diagnostics.model import Finding, Path
from gitune.spec.words import quoted

FIELDS: dict[tuple[str, ...], str] = {
    ("output_dir",): "",
    ("resume_from_checkpoint",): "",
    ("metric_logger", "log_dir"): "",
    ("device",): "resources.accelerator",
    ("dtype",): "training.precision",
    ("seed",): "training.seed",
    ("shuffle",): "dataset.shuffle",
    ("epochs",): "training.epochs",
    ("max_steps_per_epoch",): "training.maxSteps",
    ("batch_size",): "training.microBatchSize",
    ("gradient_accumulation_steps",): "training.globalBatchSize",
    ("tensor_parallel_dim",): "",
    ("clip_grad_norm",): "training.gradientClipping",
    ("compile",): "training.compile",
    ("enable_activation_checkpointing",): "training.activationCheckpointing",
    ("enable_activation_offloading",): "training.activationOffloading",
    ("enable_async_checkpointing",): "training.checkpoint.asynchronous",
    ("save_adapter_weights_only",): "training.checkpoint.adapterOnly",
    ("log_every_n_steps",): "training.logging.everySteps",
    ("log_peak_memory_stats",): "training.logging.memory",
    ("model", "_component_"): "model.id",
    ("model", "lora_attn_modules"): "method.targetModules",
    ("model", "apply_lora_to_mlp"): "method.applyToMlp",
    ("model", "apply_lora_to_output"): "method.applyToOutput",
    ("model", "lora_rank"): "method.rank",
    ("model", "lora_alpha"): "method.alpha",
    ("model", "lora_dropout"): "method.dropout",
    ("model", "use_dora"): "method.kind",
    ("model", "quantize_base"): "method.kind",
    ("tokenizer", "max_seq_len"): "training.maxSeqLen",
    ("checkpointer", "_component_"): "model.id",
    ("checkpointer", "model_type"): "model.id",
    ("checkpointer", "checkpoint_dir"): "model.source",
    ("checkpointer", "checkpoint_files"): "model.id",
    ("checkpointer", "adapter_checkpoint"): "",
    ("checkpointer", "recipe_checkpoint"): "",
    ("checkpointer", "resume_from_checkpoint"): "",
    ("checkpointer", "should_load_recipe_state"): "",
    ("checkpointer", "output_dir"): "",
    ("dataset", "source"): "dataset.format",
    ("dataset", "data_dir"): "dataset.source",
    ("dataset", "data_files"): "dataset.source",
    ("dataset", "split"): "dataset.split",
    ("dataset", "packed"): "dataset.packed",
    ("dataset", "column"): "dataset.columns",
    ("dataset", "column_map"): "dataset.columns",
    ("dataset", "conversation_column"): "dataset.columns",
    ("dataset", "conversation_style"): "dataset.conversationStyle",
    ("dataset", "train_on_input"): "dataset.trainOnInput",
    ("dataset", "new_system_prompt"): "dataset.systemPrompt",
    ("optimizer", "lr"): "training.learningRate",
    ("lr_scheduler", "num_warmup_steps"): "training.schedule.warmupSteps",
    ("loss", "num_output_chunks"): "training.loss.chunks",
}
"""Config key to field of the spec; empty where gitune alone decides."""

_ROOTS = ("/workspace/", "/tmp/")  # noqa: S108  the two places where the trainer may write


def owned_findings(overrides: Mapping[str, Any]) -> Iterator[Finding]:
    """Overrides of owned keys, and overrides that lead out of the places where a run may write."""
    for path, field in FIELDS.items():
        if _has(overrides, path):
            name = ".".join(path)
            hint = f"say it in `{field}`" if field else "remove it: gitune decides it"
            message = f"`{name}` is not for overriding: the plan rests on it"
            yield Finding("GT315", message, ("overrides", *path), "key", hint)
    for place, text in _texts(overrides, ("overrides",)):
        if place[1:] in FIELDS:
            continue
        if text.startswith("/") and (not text.startswith(_ROOTS) or ".." in text.split("/")):
            yield Finding(
                "GT315", f"{quoted(text)} is outside of the run's volume", place, hint="write a path below /workspace"
            )


def _has(mapping: object, path: tuple[str, ...]) -> bool:
    for key in path:
        if not isinstance(mapping, Mapping) or key not in mapping:
            return False
        mapping = mapping[key]
    return True


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
