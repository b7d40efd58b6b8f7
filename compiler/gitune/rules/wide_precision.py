"""GT259."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_LARGE = 2_000_000_000


class WidePrecision(Rule):
    """A large model is held in fp32 where bf16 would do.

    In fp32 weights, gradients and checkpoints take twice the memory, and matrices multiply several times slower on a
    GPU that has bf16. From two billion parameters on this is rarely meant.

    Bad:
        model: {id: qwen2.5-7b-instruct}
        training: {precision: fp32}

    Good:
        model: {id: qwen2.5-7b-instruct}
        training: {precision: bf16}
    """

    code = "GT259"

    def check(self, context: Context) -> Iterator[Finding]:
        """fp32 from two billion parameters on, on a GPU with bf16."""
        model, device = context.model, context.accelerator
        if model is None or device is None or context.spec.training.precision != "fp32":
            return
        if device.device == "cuda" and device.bf16 and model.parameters >= _LARGE:
            message = f"fp32 takes {model.parameters * 4 >> 30} Gi for the weights alone, twice as much as bf16"
            yield self.finding(message, ("training", "precision"), hint="`bf16` is what torchtune's own configs use")
