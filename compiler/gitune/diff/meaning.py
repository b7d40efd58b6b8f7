"""What a run means, as lines that can be compared: data, steps, rates, parameters, pins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitune.canonical.digest import canonical_json, sha256_hex
from gitune.diff.told import Fact, FactChange
from gitune.diff.wording import counted, shown
from gitune.plan import amounts
from gitune.plan.model import Plan, SourcePlan
from gitune.spec.types import SpecModel


def meaning(plan: Plan) -> tuple[Fact, ...]:
    """Every line of what is learned, from what, and how."""
    return tuple(fact for facts in (_data(plan), _length(plan), _learning(plan), _model(plan)) for fact in facts)


def fact_changes(before: tuple[Fact, ...], after: tuple[Fact, ...]) -> tuple[FactChange, ...]:
    """The lines that differ, in their order."""
    old, new = dict(before), dict(after)
    names = [*new, *(name for name in old if name not in new)]
    return tuple(FactChange(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))


def unknown(plan: Plan) -> str:
    """What is said where a number is missing."""
    return "not known without a lock" if plan.dataset.locked is None else "not known"


def _data(plan: Plan) -> Iterator[Fact]:
    dataset = plan.dataset
    yield Fact("data", f"{dataset.source.uri}, split {dataset.split}")
    yield Fact("data revision", _revision(dataset.source))
    known = amounts.rows(plan)
    yield Fact("rows", unknown(plan) if known is None else f"{known:,}")
    columns = {role: name for role, name in dataset.columns.model_dump().items() if name is not None}
    yield Fact("rows are", ", ".join([dataset.kind, dataset.format, *([dataset.template] if dataset.template else [])]))
    yield Fact("columns", ", ".join(f"{role}: {name}" for role, name in columns.items()))
    if dataset.kind == "chat":
        yield Fact("conversations", dataset.conversation_style)
    if dataset.system_prompt is not None:
        yield Fact("system prompt", shown(dataset.system_prompt))
    yield Fact("learns the prompt", _yes(dataset.train_on_input))
    yield Fact("packed", _yes(dataset.packed))
    yield Fact("shuffled", _yes(dataset.shuffle))


def _length(plan: Plan) -> Iterator[Fact]:
    batch, training = plan.training.batch, plan.training
    parts = (
        f"{batch.micro_size} x {batch.accumulation} accumulated x {counted(batch.processes, 'process', 'processes')}"
    )
    yield Fact("examples per step", f"{batch.global_size} = {parts}")
    length = (
        f"at most {counted(training.max_steps, 'step')}" if training.max_steps else counted(training.epochs, "epoch")
    )
    yield Fact("length", length)
    steps, tokens = amounts.steps(plan), amounts.tokens(plan)
    packed = "not known for packed rows" if plan.dataset.packed and amounts.rows(plan) is not None else unknown(plan)
    yield Fact("steps", packed if steps is None else f"{steps:,}")
    yield Fact("tokens", unknown(plan) if tokens is None else f"at most {significant(tokens)}")
    yield Fact("sequence length", f"{training.max_seq_len:,} tokens")


def _learning(plan: Plan) -> Iterator[Fact]:
    training = plan.training
    yield Fact("learning rate", f"{training.learning_rate:g}")
    warmup = f", {counted(training.schedule.warmup_steps, 'step')} of warm-up" if training.schedule.warmup_steps else ""
    yield Fact("schedule", f"{training.schedule.kind}{warmup}")
    yield Fact("optimizer", f"{_fields(training.optimizer, 'fused')}{', fused' if training.fused else ''}")
    yield Fact("loss", _fields(training.loss))
    yield Fact("gradient clipping", "none" if training.gradient_clipping is None else f"{training.gradient_clipping:g}")
    yield Fact("precision", training.precision)
    yield Fact("seed", str(training.seed))
    saved = training.checkpoint
    yield Fact(
        "checkpoints", f"{'adapter only' if saved.adapter_only else 'whole'}{', asynchronous' * saved.asynchronous}"
    )
    yield from (Fact(f"override {key}", shown(value)) for key, value in sorted(plan.overrides.items()))


def _model(plan: Plan) -> Iterator[Fact]:
    entry, model = plan.model.entry, plan.model
    yield Fact("model", f"{entry.display_name}, {entry.parameters:,} parameters")
    yield Fact("model source", model.source.uri)
    yield Fact("model revision", _revision(model.source))
    yield Fact("starts from", f"run {model.resumed_run}" if model.resumed_run else "the base model")
    yield from _method(plan)
    learning = amounts.trainable(entry, plan.method)
    yield Fact("trainable parameters", f"{learning:,} ({100 * learning / entry.parameters:.3g}%)")
    yield Fact("trainer image", plan.images.trainer)
    yield Fact("initializer image", plan.images.initializer)


def _method(plan: Plan) -> Iterator[Fact]:
    fields: dict[str, Any] = plan.method.model_dump(by_alias=True)
    yield Fact("method", str(fields.pop("kind")))
    yield from (Fact(f"adapter {name}", _value(value)) for name, value in fields.items())


def _revision(source: SourcePlan) -> str:
    """What is fetched, and how much of it is pinned."""
    if source.locked is None:
        return f"{source.requested or 'none'}, not pinned"
    locked = source.locked
    digest = sha256_hex(canonical_json([file.model_dump() for file in locked.files]))[:8]
    files = counted(len(locked.files), "file")
    return f"{locked.revision or 'none'}; {files} pinned, {locked.total_bytes:,} bytes, content {digest}"


def _fields(value: SpecModel, *without: str) -> str:
    """A kind with its fields: `lora, rank 8, alpha 16`."""
    fields: dict[str, Any] = value.model_dump(by_alias=True)
    kind = fields.pop("kind")
    return ", ".join([str(kind), *(f"{name} {_value(v)}" for name, v in fields.items() if name not in without)])


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return _yes(value)
    return f"{value:g}" if isinstance(value, float) else shown(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def significant(number: float) -> str:
    """Three digits that count: `6.24 million`."""
    for factor, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if number >= factor:
            return f"{number / factor:.3g}{name}"
    return f"{number:,.0f}"
