"""GT211."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class MigSlices(Rule):
    """Several MIG slices are not several devices.

    CUDA shows a process one MIG slice only, the first, however many its container has; and slices cannot speak to
    each other over NVLink or PCIe. A second process on a node finds no device.

    Bad:
        resources: {accelerator: a100-80gb, mig: 1g.10gb, gpusPerNode: 2}

    Good:
        resources: {accelerator: a100-80gb, mig: 2g.20gb, gpusPerNode: 1}
    """

    code = "GT211"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than one slice on a node."""
        resources = context.spec.resources
        if resources.mig is not None and (resources.gpus_per_node or 1) > 1:
            message = "a node's processes see one MIG slice only"
            path = ("resources", "gpusPerNode")
            yield self.finding(message, path, hint="write 1 and take a larger profile, or take whole GPUs")
