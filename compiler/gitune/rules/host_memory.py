"""GT272."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.quantity import quantity_value

_BYTES_MEANT = 1 << 20
"""Below, a suffix was forgotten, which another rule says."""


class HostMemory(Rule):
    """A node's memory is smaller than the model.

    The weights pass through the node's memory on their way to the GPU, and all of them again when they are saved. With
    less memory than weights the pod is killed, after the training and before its result is written.

    Bad:
        model: {id: llama3.1-8b}
        resources: {memory: 8Gi, sharedMemory: 1Gi}

    Good:
        model: {id: llama3.1-8b}
        resources: {memory: 64Gi}
    """

    code = "GT272"

    def check(self, context: Context) -> Iterator[Finding]:
        """Less memory than the stored weights."""
        model, memory = context.model, context.spec.resources.memory
        if model is None or memory is None:
            return
        if _BYTES_MEANT <= quantity_value(memory) < model.weights.total_bytes:
            need = f"{model.weights.total_bytes / (1 << 30):.0f} Gi"
            message = f"{memory} of memory are less than the {need} of weights that pass through it"
            yield self.finding(message, ("resources", "memory"), hint="twice the weights is a good start")
