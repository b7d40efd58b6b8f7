"""GT232."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class Bf16(Rule):
    """The accelerator has no bfloat16.

    Volta and Turing (V100, T4) compute in fp16 and fp32 only. torchtune refuses bf16 there when the training
    starts, and offers no fp16.

    Bad:
        resources: {accelerator: v100, gpusPerNode: 1}
        training:
          precision: bf16

    Good:
        resources: {accelerator: v100, gpusPerNode: 1}
        training:
          precision: fp32
    """

    code = "GT232"

    def check(self, context: Context) -> Iterator[Finding]:
        """bf16, by default or by name, without hardware for it."""
        entry = context.accelerator
        if entry is None or entry.bf16 or context.spec.training.precision != "bf16":
            return
        path = ("training", "precision")
        place = path if context.document.has(path) else ("resources", "accelerator")
        hint = "write `training.precision: fp32`, or take a newer accelerator"
        yield self.finding(f"`{entry.id}` has no bf16", place, hint=hint)
