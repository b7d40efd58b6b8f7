"""GT285."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_SLOW = {
    "CUDA_LAUNCH_BLOCKING": ("1",),
    "NCCL_DEBUG": ("TRACE",),
    "NCCL_P2P_DISABLE": ("1",),
    "NCCL_SHM_DISABLE": ("1",),
    "PYTORCH_NO_CUDA_MEMORY_CACHING": ("1",),
    "TORCH_DISTRIBUTED_DEBUG": ("DETAIL",),
}


class DebugEnv(Rule):
    """A switch for debugging slows the whole run down.

    `CUDA_LAUNCH_BLOCKING` waits after every kernel, and detailed distributed debugging checks every collective twice.
    They help to find a mistake, and are then forgotten.

    Bad:
        runtime:
          env: {CUDA_LAUNCH_BLOCKING: "1"}

    Good:
        runtime:
          env: {NCCL_DEBUG: INFO}
    """

    code = "GT285"

    def check(self, context: Context) -> Iterator[Finding]:
        """Switches that make each step slower."""
        for name, value in context.spec.runtime.env.items():
            if isinstance(value, str) and value.upper() in _SLOW.get(name, ()):
                message = f"`{name}={value}` slows every step down"
                yield self.finding(message, ("runtime", "env", name), hint="remove it when the mistake is found")
