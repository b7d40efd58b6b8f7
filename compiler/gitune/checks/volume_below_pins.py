"""GT409."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan, SourcePlan
from gitune.plan.sizes import checkpoint_bytes, optimizer_bytes
from gitune.spec.quantity import quantity_value

_GIB = 1 << 30
SIZE = ("storage", "size")


class VolumeBelowPins(Check):
    """The volume cannot hold what is pinned and what the run writes.

    The lock knows the size of every file that is downloaded. Together with the checkpoints that the run leaves, they
    are more than the volume has. `auto` counts on 5 Gi of dataset, since a volume must not shrink with a lock.

    Bad:
        spec:
          model: {id: qwen2.5-0.5b}
          storage: {size: 10Gi}
        lock:
          datasetBytes: 20000000000

    Good:
        spec:
          model: {id: qwen2.5-0.5b}
          storage: {size: 40Gi}
        lock:
          datasetBytes: 20000000000
    """

    code = "GT409"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """Files and checkpoints against the volume; what is not pinned counts nothing."""
        if not plan.storage.owned or plan.dataset.locked is None:
            return
        parts = {
            "model": _pinned(plan.model.source),
            "dataset": _pinned(plan.dataset.source),
            "checkpoints and result": _written(plan),
        }
        needed, size = sum(parts.values()), quantity_value(plan.storage.size)
        if needed > size:
            listed = ", ".join(f"{name} {part / _GIB:.1f} Gi" for name, part in parts.items() if part)
            message = f"{plan.storage.size} cannot hold {listed}"
            hint = f"say `storage.size: {-(-needed * 11 // (10 * _GIB))}Gi`, a tenth more than that"
            is_decided = any(decision.path == SIZE for decision in plan.decisions)
            yield self.finding(message, ("dataset", "source") if is_decided else SIZE, hint=hint)


def _pinned(source: SourcePlan) -> int:
    return source.locked.total_bytes if source.locked else 0


def _written(plan: Plan) -> int:
    entry, method, training = plan.model.entry, plan.method, plan.training
    saves = training.epochs - 1 if training.checkpoint.asynchronous else min(1, training.epochs - 1)
    checkpoint = checkpoint_bytes(entry, method, training)
    return (training.epochs + 1) * checkpoint + saves * optimizer_bytes(entry, method, training)
