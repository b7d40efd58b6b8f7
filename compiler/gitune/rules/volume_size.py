"""GT271."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.catalog.model import ModelEntry
from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.finetune import FineTune
from gitune.spec.quantity import quantity_value

_GIB = 1 << 30
_BYTES_MEANT = 1 << 20
"""Below, a suffix was forgotten, which another rule says."""


class VolumeSize(Rule):
    """The volume cannot hold what the run writes.

    The base model is downloaded to the volume, and every epoch leaves a checkpoint there. A volume that is too small
    ends the run with `No space left on device`, often when the training is over and its result is written.

    Bad:
        model: {id: qwen2.5-7b-instruct}
        storage: {size: 20Gi}

    Good:
        model: {id: qwen2.5-7b-instruct}
        storage: {size: 60Gi}
    """

    code = "GT271"

    def check(self, context: Context) -> Iterator[Finding]:
        """Less than the base model and the checkpoints' weights, without anything else."""
        spec, model = context.spec, context.model
        if model is None or spec.storage.size == "auto" or spec.storage.claim_name is not None:
            return
        size, least = quantity_value(spec.storage.size), _least(spec, model)
        if _BYTES_MEANT <= size < least:
            message = (
                f"{spec.storage.size} cannot hold the base model and the checkpoints, {-(-least // _GIB)} Gi at least"
            )
            yield self.finding(message, ("storage", "size"), hint="`auto` counts everything and adds a tenth")


def _least(spec: FineTune, model: ModelEntry) -> int:
    """Bytes of the weights alone: the base, and the whole model after each epoch unless adapters are kept."""
    training = spec.training
    base = 0 if training.resume_from else model.weights.total_bytes
    if spec.method.kind != "full" and training.checkpoint.adapter_only:
        return base
    return base + (training.epochs or 1) * model.parameters * (2 if training.precision == "bf16" else 4)
