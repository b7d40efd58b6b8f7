"""GT294."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.quantity import quantity_value

_ENOUGH = 512 << 20
_BYTES_MEANT = 1 << 20
"""Below, a suffix was forgotten, which another rule says."""


class SmallSharedMemory(Rule):
    """Shared memory is too small for several processes.

    On one node NCCL exchanges data through `/dev/shm`. When that is full the run ends with `unhandled system error`,
    which says nothing of memory. 64Mi is what containers have by default, and the usual cause.

    Bad:
        resources: {accelerator: h100-80gb, gpusPerNode: 8, sharedMemory: 64Mi}

    Good:
        resources: {accelerator: h100-80gb, gpusPerNode: 8, sharedMemory: 8Gi}
    """

    code = "GT294"

    def check(self, context: Context) -> Iterator[Finding]:
        """Less than 512Mi for several GPUs."""
        resources = context.spec.resources
        count, size = resources.gpus_per_node or 1, quantity_value(resources.shared_memory)
        if count > 1 and _BYTES_MEANT <= size < _ENOUGH:
            message = f"{resources.shared_memory} of shared memory are little for {count} GPUs"
            yield self.finding(message, ("resources", "sharedMemory"), hint="usual: 1Gi for each GPU")
