"""Adapters that torchtune can train but not export."""

from __future__ import annotations

from collections.abc import Iterator

from gitune_trainer.exits import ExitCode
from gitune_trainer.preflight.finding import Finding, Start

WITHOUT_PEFT = frozenset({"PHI3_MINI", "PHI4", "LLAMA3_VISION"})
"""Model types for which FullModelHFCheckpointer.save_checkpoint writes no PEFT adapter."""


def exportable(start: Start) -> Iterator[Finding]:
    """A run that saves only the adapter must be able to save it in a form that others read."""
    kind = start.config.get("checkpointer.model_type", "")
    if start.recipe.trains_adapter and start.config.adapter_only and kind in WITHOUT_PEFT:
        yield Finding(
            ExitCode.CONFIG,
            f"torchtune exports no PEFT adapter for {kind}, and save_adapter_weights_only leaves nothing else;"
            " set it to false.",
        )
