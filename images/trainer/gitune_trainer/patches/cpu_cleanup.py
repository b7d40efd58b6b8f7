"""Training does not start on a CPU because its cache cannot be emptied.

Bug: ``training.cleanup_before_training()`` (torchtune/training/memory.py), called first in every distributed
recipe's `train`, calls ``torch.cpu.empty_cache()``, which does not exist.
Applies: ``device: cpu``. Changes nothing for recipes that do not call it.
"""

from __future__ import annotations

import gc

from torchtune import training

from gitune_trainer.patches.target import Target


def apply(target: Target) -> None:
    """Collect garbage, which is what is left of the cleanup without a device cache."""
    if target.on_cpu:
        training.cleanup_before_training = gc.collect
