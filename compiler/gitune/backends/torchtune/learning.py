"""The sections `optimizer`, `lr_scheduler` and `loss`."""

from __future__ import annotations

from typing import Any

from gitune.plan.model import TrainingPlan
from gitune.spec.training import Loss, Schedule, Sgd

_ADAMW = {
    "adamw": "torch.optim.AdamW",
    "adamw8bit": "bitsandbytes.optim.AdamW8bit",
    "pagedAdamw8bit": "bitsandbytes.optim.PagedAdamW8bit",
}
_CYCLES = {"cosine": 0.5, "constant": 0.0}
"""Half a wave falls from the peak to zero; no wave stays at the peak, exactly, as cos(0) is 1."""


def optimizer_section(training: TrainingPlan) -> dict[str, Any]:
    """The optimizer with every argument that the spec has."""
    optimizer = training.optimizer
    if isinstance(optimizer, Sgd):
        return {
            "_component_": "torch.optim.SGD",
            "lr": training.learning_rate,
            "momentum": optimizer.momentum,
            "weight_decay": optimizer.weight_decay,
        }
    fused = {"fused": training.fused} if optimizer.kind == "adamw" else {}
    return {
        "_component_": _ADAMW[optimizer.kind],
        "lr": training.learning_rate,
        "betas": list(optimizer.betas),
        "eps": optimizer.eps,
        "weight_decay": optimizer.weight_decay,
    } | fused


def schedule_section(schedule: Schedule) -> dict[str, Any]:
    """One component for both schedules: the LoRA recipes cannot do without, and it knows the warm-up."""
    return {
        "_component_": "torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup",
        "num_warmup_steps": schedule.warmup_steps,
        "num_cycles": _CYCLES[schedule.kind],
    }


def loss_section(loss: Loss) -> dict[str, Any]:
    """The loss. The recipes set the model's number of chunks by the loss's own."""
    if loss.kind == "crossEntropy":
        return {"_component_": "torch.nn.CrossEntropyLoss"}
    return {"_component_": "torchtune.modules.loss.CEWithChunkedOutputLoss", "num_output_chunks": loss.chunks}
