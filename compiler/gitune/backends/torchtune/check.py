"""Checks the finished config: what `tune validate` would say, and what it leaves for the GPU to find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitune.backends.torchtune.components import COMPONENT, Given, Problem, check_component
from gitune.backends.torchtune.types import mismatch
from gitune.catalog.model import RecipeEntry, TorchtuneData
from gitune.diagnostics.model import Finding, Path
from gitune.diagnostics.nearest import did_you_mean
from gitune.plan.model import Plan
from gitune.spec.words import quoted

SECTIONS: Mapping[str, Given] = {
    "model": Given(),
    "tokenizer": Given(),
    "checkpointer": Given(names=("should_load_recipe_state",)),
    "dataset": Given(first="tokenizer"),
    "optimizer": Given(first="params"),
    "lr_scheduler": Given(first="optimizer", names=("num_training_steps", "last_epoch")),
    "loss": Given(),
    "metric_logger": Given(),
    "profiler": Given(),
}
"""The sections that are components, and what the recipes pass to each."""

_TYPES = {
    "ac_mode": "Literal['full', 'selective'] | None",
    "ac_option": "int | Literal['op'] | None",
    "collate_fn": "str",
    "cudnn_deterministic_mode": "Literal['default', 'warn', 'error'] | int | None",
    "custom_sharded_layers": "list[str] | None",
    "fsdp_cpu_offload": "bool",
    "fsdp_reshard_after_forward": "bool",
    "low_cpu_ram": "bool",
    "optimizer_in_bwd": "bool",
}
"""Types of the keys that only overrides set: the recipes declare none."""


def check_config(
    config: Mapping[str, Any], plan: Plan, recipe: RecipeEntry, torchtune: TorchtuneData
) -> tuple[Finding, ...]:
    """Every problem of the config, each at the override that it comes from."""
    problems = (
        *_keys(config, recipe),
        *_sections(config, torchtune),
        *_values(config, torchtune),
        *_together(config, plan),
    )
    return tuple(_finding(problem, plan.overrides) for problem in problems)


def _keys(config: Mapping[str, Any], recipe: RecipeEntry) -> Iterator[Problem]:
    for key in config:
        if key not in recipe.keys:
            hint = did_you_mean(key, recipe.keys)
            yield Problem("GT310", f"the recipe of this run does not read {quoted(key)}", (key,), "key", hint)
    for key in recipe.required:
        if key not in config:
            yield Problem("GT313", f"the recipe of this run needs `{key}`", (key,), "key")


def _sections(config: Mapping[str, Any], torchtune: TorchtuneData) -> Iterator[Problem]:
    for key, value in config.items():
        is_component = isinstance(value, Mapping) and COMPONENT in value
        if is_component:
            yield from check_component(value, (key,), SECTIONS.get(key, Given()), torchtune)
        elif key in SECTIONS:
            yield Problem("GT314", f"`{key}` must be a mapping with a `_component_`", (key,))


def _values(config: Mapping[str, Any], torchtune: TorchtuneData) -> Iterator[Problem]:
    for key, declared in _TYPES.items():
        if key in config:
            wanted = mismatch(config[key], declared)
            if wanted:
                yield Problem("GT314", f"`{key}` must be {wanted}", (key,))
    collate = config.get("collate_fn")
    if isinstance(collate, str) and collate not in torchtune.components:
        hint = did_you_mean(collate, torchtune.components)
        yield Problem(
            "GT311",
            f"{quoted(collate)} is nothing that gitune knows for torchtune {torchtune.version}",
            ("collate_fn",),
            hint=hint,
        )


def _together(config: Mapping[str, Any], plan: Plan) -> Iterator[Problem]:
    """Keys that each are right and together end in an error of the recipe."""
    if config.get("optimizer_in_bwd") and plan.training.batch.accumulation > 1:
        message = "`optimizer_in_bwd` steps after every micro batch: it excludes gradient accumulation"
        hint = f"write `training.microBatchSize: {plan.training.batch.micro_size * plan.training.batch.accumulation}`"
        yield Problem("GT316", message, ("optimizer_in_bwd",), hint=hint)
    if config.get("optimizer_in_bwd") and plan.training.gradient_clipping is not None:
        yield Problem("GT316", "`optimizer_in_bwd` excludes gradient clipping", ("optimizer_in_bwd",))
    if config.get("custom_sharded_layers") and plan.model.entry.architecture.tied_embeddings:
        message = f"the embeddings of `{plan.model.entry.id}` are its output too: they cannot be sharded on their own"
        yield Problem("GT316", message, ("custom_sharded_layers",))
    if config.get("fsdp_cpu_offload") and plan.devices.device == "cpu":
        yield Problem("GT316", "`fsdp_cpu_offload` needs a GPU to offload from", ("fsdp_cpu_offload",))
    if config.get("ac_mode") and plan.training.activation_checkpointing:
        message = "`ac_mode` counts only while `training.activationCheckpointing` is false"
        yield Problem("GT316", message, ("ac_mode",))


def _finding(problem: Problem, overrides: Mapping[str, Any]) -> Finding:
    """A problem at the deepest place of `overrides` that leads to it."""
    place, exact = _place(problem.path, overrides)
    return Finding(problem.code, problem.message, place, problem.at if exact else "value", problem.hint)


def _place(path: Path, overrides: Mapping[str, Any]) -> tuple[Path, bool]:
    inside: Any = overrides
    for depth, key in enumerate(path):
        if not isinstance(inside, Mapping) or key not in inside:
            return (("overrides", *path[:depth]) if depth else ("model", "id")), False
        inside = inside[key]
    return ("overrides", *path), True
