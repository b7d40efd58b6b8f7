"""A run with asynchronous checkpoints and a learning rate schedule cannot be resumed.

Bug: CheckpointClient.load_distributed_checkpoint (torchtune/training/checkpointing/_checkpoint_client.py) loads only
the optimizer entries that exist before the schedule does, so ``initial_lr`` is lost and full_finetune_distributed's
`_setup_lr_scheduler` raises "param 'initial_lr' is not specified in param_groups[0]".
Applies: ``enable_async_checkpointing`` with ``resume_from_checkpoint``. Changes nothing where the entry is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitune_trainer.patches.target import Target


def apply(target: Target) -> None:
    """Give the schedule the learning rate that it started from, which is the config's."""
    config = target.config
    if not (config.get("enable_async_checkpointing", False) and config.get("resume_from_checkpoint", False)):
        return
    for recipe in vars(target.module).values():
        if isinstance(recipe, type) and hasattr(recipe, "_setup_lr_scheduler"):
            _complete(recipe, float(config.optimizer.lr))


def _complete(recipe: Any, initial: float) -> None:
    build = recipe._setup_lr_scheduler

    def setup(self: Any, *args: Any, **kwargs: Any) -> Any:
        for optimizer in _optimizers(self):
            for group in optimizer.param_groups:
                group.setdefault("initial_lr", initial)
        return build(self, *args, **kwargs)

    recipe._setup_lr_scheduler = setup


def _optimizers(recipe: Any) -> Iterator[Any]:
    if getattr(recipe, "_optimizer_in_bwd", False):
        yield from recipe._optim_ckpt_wrapper.optim_map.values()
    else:
        yield recipe._optimizer
