"""GT246."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_LARGE = 2_000_000_000


class LargeOnCpu(Rule):
    """The model is too large to train on a CPU in any sensible time.

    A step of a model of one billion parameters takes about a minute on a few cores. It works, and it is hardly
    ever meant.

    Bad:
        model: {id: llama3.1-8b-instruct}
        resources: {accelerator: cpu}

    Good:
        model: {id: llama3.1-8b-instruct}
        resources: {accelerator: h100-80gb}
    """

    code = "GT246"

    def check(self, context: Context) -> Iterator[Finding]:
        """From two billion parameters on."""
        model, entry = context.model, context.accelerator
        if model is not None and entry is not None and entry.device == "cpu" and model.parameters >= _LARGE:
            message = f"{model.parameters / 1e9:.0f} billion parameters take very long on a CPU"
            yield self.finding(message, ("resources", "accelerator"), hint="`gitune accelerators` lists GPUs")
