"""The run's volume: how large, and who may write."""

from __future__ import annotations

from collections.abc import Mapping

from gitune.plan.model import ModelPlan, StoragePlan, TrainingPlan
from gitune.plan.notes import Notes
from gitune.plan.sizes import checkpoint_bytes, optimizer_bytes
from gitune.spec.finetune import FineTune
from gitune.spec.method import Method

_GIB = 1 << 30
DATASET_ROOM = 5 * _GIB
BASE_MODEL, DATASET = "base model", "room for the dataset"
_STEPS = ((20, 1), (200, 10))
"""Sizes are rounded up: to 1 Gi up to 20 Gi, to 10 Gi up to 200 Gi, to 50 Gi above."""


def plan_storage(
    spec: FineTune, model: ModelPlan, training: TrainingPlan, family: str | None, notes: Notes
) -> StoragePlan:
    """Settles the volume. Its name is that of the claim that the spec shares, of its matrix, or the fine-tune's own."""
    claimed = spec.storage.claim_name
    shared = family is not None and claimed is None
    return StoragePlan(
        claim=claimed or family or spec.metadata.name,
        owned=claimed is None and family is None,
        size=_size(spec, volume_parts(model, spec.method, training), notes if not shared else None),
        class_name=spec.storage.class_name,
        access_modes=_access_modes(spec, shared, notes),
        is_family_s=shared,
        is_auto=spec.storage.size == "auto",
    )


def _access_modes(spec: FineTune, shared: bool, notes: Notes) -> tuple[str, ...]:
    modes = spec.storage.access_modes
    if modes != "auto":
        return tuple(sorted(set(modes)))
    path = ("storage", "accessModes")
    if spec.resources.nodes > 1:
        return notes.decide(path, ("ReadWriteMany",), f"{spec.resources.nodes} nodes mount the volume")
    if shared:
        reason = "the runs of the matrix share the volume, and several at once may stand on several nodes"
        return notes.decide(path, ("ReadWriteMany",), reason)
    return notes.decide(path, ("ReadWriteOnce",), "one node mounts the volume")


def _size(spec: FineTune, parts: Mapping[str, int], notes: Notes | None) -> str:
    """The size, and why; of a volume that is shared, what the run takes of it, which decides nothing yet."""
    if spec.storage.size != "auto":
        return spec.storage.size
    size, reason = size_for(parts)
    return notes.decide(("storage", "size"), size, reason) if notes else size


def size_for(parts: Mapping[str, int]) -> tuple[str, str]:
    """The size of a volume for what goes on it, and why."""
    gib = _rounded(-(sum(parts.values()) * -11 // (10 * _GIB)))
    listed = ", ".join(f"{name} {_amount(size)}" for name, size in parts.items() if size)
    return f"{gib}Gi", f"{listed}; a tenth more, rounded up"


def volume_parts(model: ModelPlan, method: Method, training: TrainingPlan) -> dict[str, int]:
    """What goes on the volume, in bytes. The model at the end is counted twice: as checkpoint and as result."""
    entry, epochs = model.entry, training.epochs
    checkpoint = checkpoint_bytes(entry, method, training)
    optimizer = optimizer_bytes(entry, method, training) if epochs > 1 else 0
    saves = epochs - 1 if training.checkpoint.asynchronous else 1
    plural = "checkpoint" if epochs == 1 else f"{epochs} checkpoints"
    return {
        BASE_MODEL: 0 if model.resumed_run else entry.weights.total_bytes,
        plural: epochs * checkpoint,
        "optimizer states": saves * optimizer,
        "result": checkpoint,
        DATASET: DATASET_ROOM,
    }


def _amount(size: int) -> str:
    """A size for a reader: whole from 100 Gi on, and in Mi where it is small."""
    if size >= 100 * _GIB:
        return f"{size // _GIB} Gi"
    return f"{size / _GIB:.1f} Gi" if size >= _GIB // 10 else f"{size / (1 << 20):.1f} Mi"


def _rounded(gib: int) -> int:
    step = next((step for limit, step in _STEPS if gib <= limit), 50)
    return -(-gib // step) * step
