"""What torchtune 0.6 cannot do. Refused with the reason, never turned into something else."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.backends.torchtune.model import lora_arguments
from gitune.catalog.model import TorchtuneData
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan
from gitune.spec.method import Full, Qdora, Qlora
from gitune.spec.training import AdamW

_FIELDS = {
    "apply_lora_to_mlp": ("method", "applyToMlp"),
    "apply_lora_to_output": ("method", "applyToOutput"),
    "lora_dropout": ("method", "dropout"),
    "use_dora": ("method", "kind"),
    "quantize_base": ("method", "kind"),
}


def refusals(plan: Plan, torchtune: TorchtuneData) -> tuple[Finding, ...]:
    """Everything that the plan asks of torchtune and torchtune has not got, and what it does in a way worth a word."""
    return (
        *_adapter(plan, torchtune),
        *_system_prompt(plan),
        *_optimizer(plan),
        *_checkpoint(plan),
    )


def _adapter(plan: Plan, torchtune: TorchtuneData) -> Iterator[Finding]:
    method, entry = plan.method, plan.model.entry
    if isinstance(method, Full):
        return
    if method.apply_to_output and entry.architecture.tied_embeddings:
        message = f"`{entry.id}` has no output projection of its own to adapt: it is tied to the embeddings"
        yield Finding("GT301", message, _FIELDS["apply_lora_to_output"], hint="remove `applyToOutput`")
        return
    known = torchtune.components.get(entry.torchtune.lora_model, {})
    for name, value in lora_arguments(method).items():
        if name in _FIELDS and value and name not in known:
            message = f"torchtune's `{entry.torchtune.lora_model}` has no `{name}`"
            yield Finding("GT302", message, _FIELDS[name])
    if isinstance(method, Qlora | Qdora) and not entry.torchtune.quantizable:
        message = f"the weights of `{entry.id}` do not fit the blocks of NF4"
        yield Finding("GT303", message, ("method", "kind"), hint="use `lora` or `dora`")


def _system_prompt(plan: Plan) -> Iterator[Finding]:
    data, entry = plan.dataset, plan.model.entry
    if data.kind == "text":
        return
    path = ("dataset", "systemPrompt")
    if data.system_prompt is not None and data.template == "alpaca":
        message = "torchtune's alpaca template has no place for a system prompt"
        yield Finding("GT305", message, path, hint="remove `systemPrompt`, or `template`")
    if data.system_prompt is not None and not entry.chat.system_prompt:
        message = f"the chat template of `{entry.id}` has no place for a system prompt"
        yield Finding("GT305", message, path, hint="remove `systemPrompt`, or put its text into the rows")
    if entry.chat.template == "none":
        message = f"torchtune writes rows for `{entry.id}` as plain text, without its markers of turns"
        hint = "the prompt and the answer follow each other directly; end the prompts with a separator of your own"
        yield Finding("GT308", message, ("dataset", "kind"), hint=hint)


def _optimizer(plan: Plan) -> Iterator[Finding]:
    optimizer = plan.training.optimizer
    if isinstance(optimizer, AdamW) and optimizer.kind != "adamw" and plan.devices.processes > 1:
        message = f"`{optimizer.kind}` works in one process only: bitsandbytes cannot step sharded parameters"
        hint = "use `adamw`, whose states the processes share among them"
        yield Finding("GT306", message, ("training", "optimizer", "kind"), hint=hint)


def _checkpoint(plan: Plan) -> Iterator[Finding]:
    checkpoint, entry = plan.training.checkpoint, plan.model.entry
    if checkpoint.asynchronous and plan.devices.device == "cpu":
        message = "asynchronous checkpoints need a GPU: on the CPU torchtune cannot start its process group with them"
        yield Finding("GT307", message, ("training", "checkpoint", "asynchronous"))
    if isinstance(plan.method, Full) or entry.torchtune.peft_adapter:
        return
    if checkpoint.adapter_only:
        message = (
            f"torchtune cannot write the adapter of `{entry.id}` in PEFT's format, so nothing usable would be left"
        )
        hint = "remove `adapterOnly`: the merged model is usable"
        yield Finding("GT304", message, ("training", "checkpoint", "adapterOnly"), hint=hint)
    else:
        message = f"the run leaves the merged model alone: torchtune has no PEFT format for `{entry.id}`"
        yield Finding("GT309", message, ("method", "kind"))
