"""The run's volume: how large, and who may write."""

from __future__ import annotations

from gitune.plan.model import ModelPlan, StoragePlan, TrainingPlan
from gitune.plan.notes import Notes
from gitune.plan.sizes import checkpoint_bytes, optimizer_bytes
from gitune.spec.finetune import FineTune

_GIB = 1 << 30
_DATASET = 5 * _GIB
_STEPS = ((20, 1), (200, 10))
"""Sizes are rounded up: to 1 Gi up to 20 Gi, to 10 Gi up to 200 Gi, to 50 Gi above."""


def plan_storage(
    spec: FineTune, model: ModelPlan, training: TrainingPlan, family: str | None, notes: Notes
) -> StoragePlan:
    """Settles the volume. Its name is that of the claim that the spec shares, of its matrix, or the fine-tune's own."""
    shared = spec.storage.claim_name or family
    return StoragePlan(
        claim=shared or spec.metadata.name,
        owned=shared is None,
        size=_size(spec, model, training, notes),
        class_name=spec.storage.class_name,
        access_modes=_access_modes(spec, notes),
    )


def _access_modes(spec: FineTune, notes: Notes) -> tuple[str, ...]:
    modes = spec.storage.access_modes
    if modes != "auto":
        return tuple(sorted(set(modes)))
    path = ("storage", "accessModes")
    if spec.resources.nodes > 1:
        return notes.decide(path, ("ReadWriteMany",), f"{spec.resources.nodes} nodes mount the volume")
    return notes.decide(path, ("ReadWriteOnce",), "one node mounts the volume")


def _size(spec: FineTune, model: ModelPlan, training: TrainingPlan, notes: Notes) -> str:
    if spec.storage.size != "auto":
        return spec.storage.size
    parts = volume_parts(spec, model, training)
    gib = _rounded(-(sum(parts.values()) * -11 // (10 * _GIB)))
    reason = ", ".join(f"{name} {_amount(size)}" for name, size in parts.items() if size)
    return notes.decide(("storage", "size"), f"{gib}Gi", f"{reason}; a tenth more, rounded up")


def volume_parts(spec: FineTune, model: ModelPlan, training: TrainingPlan) -> dict[str, int]:
    """What goes on the volume, in bytes. The model at the end is counted twice: as checkpoint and as result."""
    entry, epochs = model.entry, training.epochs
    checkpoint = checkpoint_bytes(entry, spec.method, training)
    optimizer = optimizer_bytes(entry, spec.method, training) if epochs > 1 else 0
    saves = epochs - 1 if training.checkpoint.asynchronous else 1
    plural = "checkpoint" if epochs == 1 else f"{epochs} checkpoints"
    return {
        "base model": 0 if spec.training.resume_from else entry.weights.total_bytes,
        plural: epochs * checkpoint,
        "optimizer states": saves * optimizer,
        "result": checkpoint,
        "room for the dataset": _DATASET,
    }


def _amount(size: int) -> str:
    """A size for a reader: whole from 100 Gi on, and in Mi where it is small."""
    if size >= 100 * _GIB:
        return f"{size // _GIB} Gi"
    return f"{size / _GIB:.1f} Gi" if size >= _GIB // 10 else f"{size / (1 << 20):.1f} Mi"


def _rounded(gib: int) -> int:
    step = next((step for limit, step in _STEPS if gib <= limit), 50)
    return -(-gib // step) * step
