"""The run in terms of learning, with every `auto` decided."""

from __future__ import annotations

from gitune.catalog.model import ModelEntry
from gitune.plan.batches import plan_batches
from gitune.plan.model import DevicePlan, TrainingPlan
from gitune.plan.notes import Notes
from gitune.spec.finetune import FineTune
from gitune.spec.method import Full
from gitune.spec.training import AdamW, Training

_FULL_RATE, _ADAPTER_RATE = 2e-5, 3e-4
_LARGE = 2_000_000_000
"""From this many parameters on, torchtune's own configs for one device checkpoint activations."""


def plan_training(
    spec: FineTune, entry: ModelEntry | None, devices: DevicePlan | None, notes: Notes
) -> TrainingPlan | None:
    """Decides everything about learning. Without model or devices there is nothing to decide on."""
    if entry is None or devices is None:
        return None
    training = spec.training
    batch = plan_batches(training, devices.processes, notes)
    if batch is None:
        return None
    return TrainingPlan(
        epochs=_epochs(training, notes),
        max_steps=training.max_steps,
        batch=batch,
        max_seq_len=training.max_seq_len,
        learning_rate=_learning_rate(spec, notes),
        optimizer=training.optimizer,
        fused=_fused(training, devices, notes),
        schedule=training.schedule,
        loss=training.loss,
        precision=training.precision,
        seed=training.seed,
        gradient_clipping=training.gradient_clipping,
        activation_checkpointing=_checkpointing(training, entry, devices, notes),
        activation_offloading=training.activation_offloading,
        compile=_compile(training, notes),
        checkpoint=training.checkpoint,
        logging=training.logging,
    )


def _epochs(training: Training, notes: Notes) -> int:
    if training.epochs is not None:
        return training.epochs
    if training.max_steps is not None:
        return notes.decide(("training", "epochs"), 1, "`maxSteps` counts within one pass over the data")
    return notes.decide(("training", "epochs"), 1, "one pass over the data unless more are asked for")


def _learning_rate(spec: FineTune, notes: Notes) -> float:
    rate = spec.training.learning_rate
    if rate != "auto":
        return rate
    full = isinstance(spec.method, Full)
    what = "full fine-tuning" if full else "adapters"
    reason = f"what torchtune's own configs use for {what}"
    return notes.decide(("training", "learningRate"), _FULL_RATE if full else _ADAPTER_RATE, reason)


def _fused(training: Training, devices: DevicePlan, notes: Notes) -> bool:
    optimizer = training.optimizer
    if not isinstance(optimizer, AdamW) or optimizer.kind != "adamw":
        return False
    if optimizer.fused != "auto":
        return optimizer.fused
    path = ("training", "optimizer", "fused")
    if devices.device == "cuda":
        return notes.decide(path, True, "on a GPU one kernel for all parameters is faster, with the same result")
    return notes.decide(path, False, "no GPU")


def _checkpointing(training: Training, entry: ModelEntry, devices: DevicePlan, notes: Notes) -> bool:
    if training.activation_checkpointing != "auto":
        return training.activation_checkpointing
    path, billions = ("training", "activationCheckpointing"), entry.parameters / 1e9
    if devices.device == "cpu":
        return notes.decide(path, False, "on the CPU time is scarcer than memory")
    if entry.parameters >= _LARGE:
        reason = f"{billions:.1f} billion parameters: as torchtune's own configs from 2 billion on"
        return notes.decide(path, True, reason)
    return notes.decide(path, False, f"{billions:.1f} billion parameters: as torchtune's own configs below 2 billion")


def _compile(training: Training, notes: Notes) -> bool:
    if training.compile != "auto":
        return training.compile
    reason = "compiling takes minutes at the start, which short runs do not win back: write `true` for long ones"
    return notes.decide(("training", "compile"), False, reason)
