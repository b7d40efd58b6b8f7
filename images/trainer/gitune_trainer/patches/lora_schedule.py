"""A resumed LoRA run starts its learning rate schedule and its step count again.

Bug: lora_finetune_single_device.py, `setup`: ``self.global_step = self.epochs_run * self._steps_per_epoch`` is
indented into the ``if`` above it, so it runs only when max_steps_per_epoch cuts the epoch short. The schedule begins
at step 0 after every restart, with its warm-up.
Applies: that recipe and its relatives with the same line. Changes nothing where global_step is right already.
"""

from __future__ import annotations

from typing import Any

from gitune_trainer.patches.target import Target

RECIPES = frozenset({"lora_finetune_single_device", "knowledge_distillation_single_device", "lora_dpo_single_device"})


def apply(target: Target) -> None:
    """Set the step before the schedule is built from it."""
    if target.recipe not in RECIPES:
        return
    for recipe in vars(target.module).values():
        if isinstance(recipe, type) and hasattr(recipe, "_setup_lr_scheduler"):
            _correct(recipe)


def _correct(recipe: Any) -> None:
    build = recipe._setup_lr_scheduler

    def setup(self: Any, cfg_lr_scheduler: Any, num_training_steps: int, last_epoch: int) -> Any:
        self.global_step = self.epochs_run * self._steps_per_epoch
        return build(self, cfg_lr_scheduler, num_training_steps, max(last_epoch, self.global_step - 1))

    recipe._setup_lr_scheduler = setup
