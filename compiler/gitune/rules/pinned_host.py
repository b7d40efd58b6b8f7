"""GT279."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_HOST = "kubernetes.io/hostname"


class PinnedHost(Rule):
    """The run is tied to one machine.

    `kubernetes.io/hostname` names one machine. When it is full or gone the run waits for ever, and the pods of several
    nodes all have to fit onto it.

    Bad:
        runtime:
          nodeSelector: {kubernetes.io/hostname: gpu-node-7}

    Good:
        runtime:
          nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}
    """

    code = "GT279"

    def check(self, context: Context) -> Iterator[Finding]:
        """A selector by host name."""
        if _HOST in context.spec.runtime.node_selector:
            message = "the run waits for ever when this one machine is full or gone"
            yield self.finding(message, ("runtime", "nodeSelector", _HOST), hint="select by what the machine has")
