"""What the spec says and Kubeflow's SDK has no word for: further arguments, where they differ from the stock config."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitune.backends.torchtune.learning import loss_section, optimizer_section, schedule_section
from gitune.backends.upstream.settings import Setting, flat
from gitune.diagnostics.model import Path
from gitune.plan.model import Plan, UpstreamPlan

Config = Mapping[str, Any]


def more(plan: Plan, upstream: UpstreamPlan, stock: Config) -> Iterator[Setting]:
    """Settings in the order in which torchtune's own configs are read."""
    yield from _length(plan, stock)
    for key, (value, path) in _values(plan).items():
        if (upstream.wrote(*path) or path in _ALWAYS) and stock.get(key) != value:
            yield Setting(key, value, path)
    if upstream.wrote("dataset", "packed") and stock["dataset"]["packed"] != plan.dataset.packed:
        yield Setting("dataset.packed", plan.dataset.packed, ("dataset", "packed"))
    yield from _optimizer(plan, upstream, stock)
    if upstream.wrote("training", "schedule"):
        yield from _section("lr_scheduler", schedule_section(plan.training.schedule), stock, ("training", "schedule"))
    if upstream.wrote("training", "loss", "chunks"):
        chunks = loss_section(plan.training.loss)["num_output_chunks"]
        yield Setting("loss.num_output_chunks", chunks, ("training", "loss", "chunks"))


_ALWAYS = frozenset([("training", "globalBatchSize")])
"""Written in every spec, by its schema."""


def _values(plan: Plan) -> dict[str, tuple[Any, tuple[str, ...]]]:
    training = plan.training
    return {
        "seed": (training.seed, ("training", "seed")),
        "shuffle": (plan.dataset.shuffle, ("dataset", "shuffle")),
        "max_steps_per_epoch": (training.max_steps, ("training", "maxSteps")),
        "gradient_accumulation_steps": (training.batch.accumulation, ("training", "globalBatchSize")),
        "clip_grad_norm": (training.gradient_clipping, ("training", "gradientClipping")),
        "compile": (training.compile, ("training", "compile")),
        "enable_activation_checkpointing": (
            training.activation_checkpointing,
            ("training", "activationCheckpointing"),
        ),
        "enable_activation_offloading": (training.activation_offloading, ("training", "activationOffloading")),
        "enable_async_checkpointing": (training.checkpoint.asynchronous, ("training", "checkpoint", "asynchronous")),
        "save_adapter_weights_only": (training.checkpoint.adapter_only, ("training", "checkpoint", "adapterOnly")),
        "log_every_n_steps": (training.logging.every_steps, ("training", "logging", "everySteps")),
        "log_peak_memory_stats": (training.logging.memory, ("training", "logging", "memory")),
    }


def _length(plan: Plan, stock: Config) -> Iterator[Setting]:
    """Where the stock config cuts nowhere, a length that is the model's own context cuts nowhere either."""
    length, known = plan.training.max_seq_len, stock["tokenizer"]["max_seq_len"]
    cuts_nothing = known is None and length >= plan.model.entry.architecture.context_length
    if length != known and (plan.dataset.packed or not cuts_nothing):
        yield Setting("tokenizer.max_seq_len", length, ("training", "maxSeqLen"))


def _optimizer(plan: Plan, upstream: UpstreamPlan, stock: Config) -> Iterator[Setting]:
    training = plan.training
    path = ("training", "optimizer")
    if upstream.wrote(*path):
        yield from _section("optimizer", optimizer_section(training), stock, path)
    elif upstream.wrote("training", "learningRate") and stock["optimizer"]["lr"] != training.learning_rate:
        yield Setting("optimizer.lr", training.learning_rate, ("training", "learningRate"))
    if stock.get("optimizer_in_bwd") and (training.batch.accumulation > 1 or training.gradient_clipping is not None):
        # The recipe refuses to accumulate or to clip gradients that are gone after each layer's step.
        yield Setting("optimizer_in_bwd", False, ("training", "globalBatchSize"))


def _section(name: str, wanted: Config, stock: Config, path: Path) -> Iterator[Setting]:
    """A component of the config as the spec wants it: what differs is set, what it does not know is taken away."""
    known = flat({name: stock.get(name) or {}}, "")
    asked = flat({name: wanted})
    for key in known:
        if key not in asked and key != name:
            yield Setting(key, None, path, removed=True)
    for key, value in asked.items():
        if key not in known or known[key] != value:
            yield Setting(key, value, path)


def overridden(plan: Plan, stock: Config) -> Iterator[Setting]:
    """The spec's `overrides`, last to apply; null takes a key of the stock config away."""
    known = flat(stock)
    for key, value in flat(plan.overrides).items():
        path = ("overrides", *key.split("."))
        if value is not None:
            yield Setting(key, value, path)
        elif key in known or any(other.startswith(f"{key}.") for other in known):
            yield Setting(key, None, path, removed=True)
