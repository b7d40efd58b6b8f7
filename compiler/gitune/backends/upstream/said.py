"""What Kubeflow's SDK (0.5.0, `get_args_using_torchtune_config`) would have said of a run, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gitune.backends.torchtune.dataset import dataset_section, reader
from gitune.backends.torchtune.learning import loss_section
from gitune.backends.torchtune.model import lora_arguments
from gitune.backends.upstream.settings import Setting
from gitune.plan.model import DatasetPlan, Plan, UpstreamPlan
from gitune.spec.method import Adapter, Dora, Full, Qdora, Qlora

DATASET = "/workspace/dataset"
"""Where Kubeflow's initializer puts the whole repository."""

_ADAPTER = {
    "apply_lora_to_mlp": "applyToMlp",
    "apply_lora_to_output": "applyToOutput",
    "lora_rank": "rank",
    "lora_alpha": "alpha",
    "lora_dropout": "dropout",
}


def said(plan: Plan, upstream: UpstreamPlan, stock: Mapping[str, Any]) -> Iterator[Setting]:
    """A field that a person wrote is an argument; what the spec leaves open stays as torchtune's config has it."""
    training = plan.training
    if upstream.wrote("training", "precision"):
        yield Setting("dtype", training.precision, ("training", "precision"))
    if upstream.wrote("training", "microBatchSize") or training.batch.micro_size != stock["batch_size"]:
        yield Setting("batch_size", training.batch.micro_size, ("training", "microBatchSize"))
    if upstream.wrote("training", "epochs") or training.epochs != stock["epochs"]:
        yield Setting("epochs", training.epochs, ("training", "epochs"))
    if upstream.wrote("training", "loss"):
        yield Setting("loss", loss_section(training.loss)["_component_"], ("training", "loss"))
    yield _rows(plan.dataset)
    if not isinstance(plan.method, Full):
        yield from _adapter(plan.method, upstream)
    yield from _dataset(plan.dataset, upstream)


def _rows(data: DatasetPlan) -> Setting:
    """A file by itself, or all files below a folder. `.` stands for the whole repository."""
    key = "data_files" if data.is_file else "data_dir"
    return Setting(f"dataset.{key}", f"{DATASET}/{data.source.path or '.'}", ("dataset", "source"))


def _adapter(method: Adapter, upstream: UpstreamPlan) -> Iterator[Setting]:
    values = lora_arguments(method)
    for key, field in _ADAPTER.items():
        if upstream.wrote("method", field):
            yield Setting(f"model.{key}", values[key], ("method", field))
    if isinstance(method, Qlora | Qdora):
        yield Setting("model.quantize_base", True, ("method", "kind"))
    if isinstance(method, Dora | Qdora):
        yield Setting("model.use_dora", True, ("method", "kind"))
    yield Setting("model.lora_attn_modules", list(method.target_modules), ("method", "targetModules"))


def _dataset(data: DatasetPlan, upstream: UpstreamPlan) -> Iterator[Setting]:
    section = dataset_section(data)
    yield Setting("dataset", section["_component_"], ("dataset", "kind"))
    if data.kind != "instruct" or data.template is not None:
        yield from _other_rows(data, section)
        return
    for key, value in reader(data.format).items():
        yield Setting(f"dataset.{key}", value, ("dataset", "format"))
    if upstream.wrote("dataset", "split"):
        yield Setting("dataset.split", data.split, ("dataset", "split"))
    if upstream.wrote("dataset", "trainOnInput"):
        yield Setting("dataset.train_on_input", data.train_on_input, ("dataset", "trainOnInput"))
    if data.system_prompt is not None:
        yield Setting("dataset.new_system_prompt", data.system_prompt, ("dataset", "systemPrompt"))
    if upstream.wrote("dataset", "columns"):
        yield Setting("dataset.column_map", section["column_map"], ("dataset", "columns"))


def _other_rows(data: DatasetPlan, section: Mapping[str, Any]) -> Iterator[Setting]:
    """Rows that the SDK cannot describe and torchtune can read: every argument of the builder."""
    fields = {"column": "columns", "column_map": "columns", "conversation_column": "columns"}
    for key, value in section.items():
        if key not in ("_component_", "data_dir", "data_files", "packed") and value is not None:
            yield Setting(f"dataset.{key}", value, ("dataset", fields.get(key, "kind")))
