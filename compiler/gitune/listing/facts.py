"""What there is to know of a run beside the table's columns."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.listing.model import Fact
from gitune.listing.wording import clean, counted
from gitune.plan.model import Plan, SourcePlan
from gitune.spec.method import Full


def facts_of(plan: Plan) -> tuple[Fact, ...]:
    """Sources, how it learns, on what, and where."""
    return tuple(Fact(name, clean(text)) for name, text in _facts(plan))


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    model, dataset, devices = plan.model, plan.dataset, plan.devices
    yield "Base model", f"{model.entry.display_name}, {_rounded(model.entry.parameters)} parameters"
    yield "Weights", _source(model.source)
    if model.resumed_run:
        yield "Continues", model.resumed_run
    yield "Dataset", _source(dataset.source)
    yield "Rows", f"{dataset.kind}, {dataset.split}"
    yield "Method", _method(plan)
    yield "Training", ", ".join(_training(plan))
    yield "Hardware", f"{counted(devices.nodes, 'node')}, {_devices(plan)}"
    yield "Volume", f"{plan.storage.claim}, {plan.storage.size}" if plan.storage.owned else plan.storage.claim
    if plan.runtime.queue:
        yield "Queue", plan.runtime.queue


def _source(source: SourcePlan) -> str:
    pinned = ", pinned" if source.locked is not None else ""
    return f"{source.uri}{f' at {source.requested}' if source.requested else ''}{pinned}"


def _method(plan: Plan) -> str:
    method = plan.method
    if isinstance(method, Full):
        return "full: every weight learns"
    return f"{method.kind}, rank {method.rank}, alpha {method.alpha:g}"


def _training(plan: Plan) -> Iterator[str]:
    training = plan.training
    yield counted(training.epochs, "epoch") if training.max_steps is None else f"at most {training.max_steps:,} steps"
    yield f"batches of {training.batch.global_size:,}"
    yield f"up to {training.max_seq_len:,} tokens"
    yield f"learning rate {training.learning_rate:g}"


def _devices(plan: Plan) -> str:
    devices = plan.devices
    if not devices.devices_per_node:
        return devices.accelerator.display_name
    return f"{devices.devices_per_node} x {devices.accelerator.display_name} each"


def _rounded(parameters: int) -> str:
    return f"{parameters / 1e9:.3g} B" if parameters >= 1e9 else f"{parameters / 1e6:.3g} M"
