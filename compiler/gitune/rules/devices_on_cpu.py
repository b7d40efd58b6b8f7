"""GT212."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class DevicesOnCpu(Rule):
    """A run on the CPU has no devices to count.

    `gpusPerNode` and `mig` say how many devices a node has, and of which size. With `accelerator: cpu` they would
    ask for GPUs that nobody uses.

    Bad:
        resources: {accelerator: cpu, gpusPerNode: 2}

    Good:
        resources: {accelerator: cpu, processesPerNode: 2}
    """

    code = "GT212"

    def check(self, context: Context) -> Iterator[Finding]:
        """Fields about devices beside the CPU."""
        resources = context.spec.resources
        if context.accelerator is None or context.accelerator.device != "cpu":
            return
        for field, value in (("gpusPerNode", resources.gpus_per_node), ("mig", resources.mig)):
            if value is not None:
                yield self.finding(f"`cpu` has no `{field}`", ("resources", field), at="key", hint="remove it")
