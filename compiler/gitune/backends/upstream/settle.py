"""What the spec leaves open is as torchtune's own config has it, on a runtime that starts from that config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitune.plan.model import BatchPlan, Decision, Plan, UpstreamPlan
from gitune.spec.method import Full

Stock = Mapping[str, Any]

_TRAINING = {
    "epochs": "epochs",
    "precision": "dtype",
    "activation_checkpointing": "enable_activation_checkpointing",
    "activation_offloading": "enable_activation_offloading",
    "compile": "compile",
}
_FIELDS = {
    "activation_checkpointing": "activationCheckpointing",
    "activation_offloading": "activationOffloading",
}
_ADAPTER = {
    "rank": ("rank", "lora_rank"),
    "alpha": ("alpha", "lora_alpha"),
    "dropout": ("dropout", "lora_dropout"),
    "apply_to_mlp": ("applyToMlp", "apply_lora_to_mlp"),
    "apply_to_output": ("applyToOutput", "apply_lora_to_output"),
}
_OURS = frozenset([("training", "optimizer", "fused")])
"""Decisions of the planner that mean nothing where the stock optimizer stays."""


def settled(plan: Plan, upstream: UpstreamPlan, config: str, stock: Stock) -> Plan:
    """The plan with the stock config's values in every place that a person did not write, each with its reason."""
    reason = f"as torchtune's own `{config}` has it"
    found: list[Decision] = []

    def decide(path: tuple[str, ...], value: Any) -> Any:
        found.append(Decision(path, value, reason))
        return value

    training = {
        name: decide(("training", _FIELDS.get(name, name)), stock[key])
        for name, key in _TRAINING.items()
        if key in stock and not upstream.wrote("training", _FIELDS.get(name, name)) and not _steps(name, upstream)
    }
    if not upstream.wrote("training", "learningRate"):
        training["learning_rate"] = decide(("training", "learningRate"), stock["optimizer"]["lr"])
    if not upstream.wrote("training", "microBatchSize"):
        training["batch"] = _batch(plan.training.batch, stock, decide)
    dataset = plan.dataset
    if not upstream.wrote("dataset", "packed"):
        dataset = dataset._replace(packed=decide(("dataset", "packed"), stock["dataset"]["packed"]))
    return plan._replace(
        training=plan.training._replace(**training),
        dataset=dataset,
        method=_method(plan, upstream, stock, decide),
        decisions=_merged(plan.decisions, found, upstream),
    )


def unpinned(plan: Plan) -> Plan:
    """The plan without what a lock pins: Kubeflow's initializers fetch what is asked for, as it then is.

    What the lock knows of the rows stays: a check before the merge is still worth having.
    """
    model, dataset = plan.model.source, plan.dataset.source
    return plan._replace(
        model=plan.model._replace(source=model._replace(locked=None, revision=model.requested)),
        dataset=plan.dataset._replace(source=dataset._replace(locked=None, revision=dataset.requested)),
    )


def _steps(name: str, upstream: UpstreamPlan) -> bool:
    """`maxSteps` counts within one epoch, which the spec's own schema says."""
    return name == "epochs" and upstream.wrote("training", "maxSteps")


def _batch(batch: BatchPlan, stock: Stock, decide: Any) -> BatchPlan:
    share, micro = batch.global_size // batch.processes, stock["batch_size"]
    if share % micro:
        return batch
    return batch._replace(micro_size=decide(("training", "microBatchSize"), micro), accumulation=share // micro)


def _method(plan: Plan, upstream: UpstreamPlan, stock: Stock, decide: Any) -> Any:
    if isinstance(plan.method, Full):
        return plan.method
    update = {
        name: decide(("method", field), stock["model"][key])
        for name, (field, key) in _ADAPTER.items()
        if key in stock["model"] and not upstream.wrote("method", field)
    }
    return plan.method.model_copy(update=update)


def _merged(old: tuple[Decision, ...], new: list[Decision], upstream: UpstreamPlan) -> tuple[Decision, ...]:
    replaced = {decision.path for decision in new}
    if not upstream.wrote("training", "optimizer"):
        replaced |= _OURS
    return (*(decision for decision in old if decision.path not in replaced), *new)
