"""The bugs of torchtune 0.6.1 that this image takes away, one file each.

Each file says which bug, where it stands in torchtune, when the patch applies and when it changes nothing.
``GITUNE_TRAINER_WITHOUT`` (names, separated by commas) leaves patches out, to see what each is for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from gitune_trainer.patches import (
    async_schedule,
    atomic_save,
    cpu_async_checkpoint,
    cpu_cleanup,
    cpu_memory_stats,
    cpu_process_group,
    dora_magnitude,
    gemma2_norms,
    lora_schedule,
    merge_copy,
    qwen_adapter,
)
from gitune_trainer.patches.target import Target

WITHOUT = "GITUNE_TRAINER_WITHOUT"
PATCHES: Mapping[str, Callable[[Target], None]] = {
    "async_schedule": async_schedule.apply,
    "atomic_save": atomic_save.apply,
    "cpu_async_checkpoint": cpu_async_checkpoint.apply,
    "cpu_cleanup": cpu_cleanup.apply,
    "cpu_memory_stats": cpu_memory_stats.apply,
    "cpu_process_group": cpu_process_group.apply,
    "dora_magnitude": dora_magnitude.apply,
    "gemma2_norms": gemma2_norms.apply,
    "lora_schedule": lora_schedule.apply,
    "merge_copy": merge_copy.apply,
    "qwen_adapter": qwen_adapter.apply,
}


def apply(target: Target) -> None:
    """Apply every patch that is not left out."""
    left_out = os.environ.get(WITHOUT, "").split(",")
    for name, patch in PATCHES.items():
        if name not in left_out:
            patch(target)
