"""GT260."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_LONG, _LARGE = 8192, 2_000_000_000


class KeptActivations(Rule):
    """Long sequences of a large model keep every activation.

    Without activation checkpointing every layer keeps what it computed until the backward pass: tens of GiB for
    one long sequence of a large model. The run ends out of memory, often only at the first long row.

    Bad:
        model: {id: llama3.1-8b}
        training: {maxSeqLen: 16384, activationCheckpointing: false}

    Good:
        model: {id: llama3.1-8b}
        training: {maxSeqLen: 16384, activationCheckpointing: true}
    """

    code = "GT260"

    def check(self, context: Context) -> Iterator[Finding]:
        """Switched off from 8192 tokens and two billion parameters on, on a GPU."""
        training, model, device = context.spec.training, context.model, context.accelerator
        if model is None or device is None or device.device == "cpu" or training.activation_checkpointing is not False:
            return
        if training.max_seq_len >= _LONG and model.parameters >= _LARGE:
            message = f"sequences of {training.max_seq_len} tokens keep every activation of `{model.id}` in memory"
            yield self.finding(message, ("training", "activationCheckpointing"), hint="write `true`, or `auto`")
