"""GT245."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.quantity import quantity_value

_BYTES_MEANT = 1 << 20
"""Below, a suffix was forgotten, which another rule says."""


class SharedMemory(Rule):
    """Shared memory is taken from the node's memory.

    /dev/shm counts towards `memory`. When it may grow to all of it, the pod is killed for its memory instead of
    seeing a full /dev/shm.

    Bad:
        resources: {accelerator: a100-80gb, memory: 8Gi, sharedMemory: 8Gi}

    Good:
        resources: {accelerator: a100-80gb, memory: 64Gi, sharedMemory: 8Gi}
    """

    code = "GT245"

    def check(self, context: Context) -> Iterator[Finding]:
        """sharedMemory at or above memory."""
        resources = context.spec.resources
        if resources.memory is None:
            return
        memory = quantity_value(resources.memory)
        if _BYTES_MEANT <= memory <= quantity_value(resources.shared_memory):
            message = f"{resources.shared_memory} of shared memory leave nothing of {resources.memory} of memory"
            path = ("resources", "sharedMemory")
            place = path if context.document.has(path) else ("resources", "memory")
            yield self.finding(message, place, hint="raise `memory`, or lower `sharedMemory`")
