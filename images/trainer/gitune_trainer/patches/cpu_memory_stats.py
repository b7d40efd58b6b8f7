"""Rank 0 of a distributed recipe dies when it reports memory that a CPU does not count.

Bug: the distributed recipes' `_setup_model` calls ``training.get_memory_stats(device)`` without asking for the
device, and torchtune/training/memory.py raises "Logging memory stats is not supported on CPU devices".
Applies: ``device: cpu``. Changes nothing for recipes that ask first.
"""

from __future__ import annotations

from typing import Any

from torchtune import training

from gitune_trainer.patches.target import Target


def apply(target: Target) -> None:
    """Report no memory instead of raising."""
    if not target.on_cpu:
        return

    def no_stats(*_: Any, **__: Any) -> dict[str, float]:
        return {}

    def say_nothing(*_: Any, **__: Any) -> None:
        return None

    training.get_memory_stats = no_stats
    training.log_memory_stats = say_nothing
