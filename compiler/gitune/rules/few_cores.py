"""GT273."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.quantity import quantity_value


class FewCores(Rule):
    """There are fewer cores than training processes.

    Every process loads rows and starts the GPU's work on a core of its own. When they share one, the GPUs wait for
    them.

    Bad:
        resources: {accelerator: h100-80gb, gpusPerNode: 8, cpu: 4}

    Good:
        resources: {accelerator: h100-80gb, gpusPerNode: 8, cpu: 64}
    """

    code = "GT273"

    def check(self, context: Context) -> Iterator[Finding]:
        """Less than one core for each process."""
        resources = context.spec.resources
        count = resources.processes_per_node
        count = (resources.gpus_per_node or 1) if count == "auto" else count
        if resources.cpu is not None and count > 1 and quantity_value(resources.cpu) < count:
            message = f"{count} processes share {resources.cpu} cores"
            yield self.finding(message, ("resources", "cpu"), hint=f"at least {count}; usual: {8 * count}")
