"""GT283."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_OWN = frozenset(
    {"HOME", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "SHELL"}
)


class ShadowingEnv(Rule):
    """The variable replaces what the image relies on.

    A variable of the spec replaces the image's own. Another `PATH` or `PYTHONPATH` hides the trainer and its
    libraries, and `LD_PRELOAD` loads code into every process.

    Bad:
        runtime:
          env: {PYTHONPATH: /workspace/code}

    Good:
        runtime:
          env: {NCCL_DEBUG: WARN}
    """

    code = "GT283"

    def check(self, context: Context) -> Iterator[Finding]:
        """Search paths of programs, libraries and Python."""
        for name in context.spec.runtime.env:
            if name in _OWN:
                message = f"`{name}` replaces what the images set"
                yield self.finding(
                    message, ("runtime", "env", name), at="key", hint="remove it, or build it into an image"
                )
