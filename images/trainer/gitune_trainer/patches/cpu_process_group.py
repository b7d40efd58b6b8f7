"""Distributed recipes ask for NCCL whatever the device is.

Bug: lora_finetune_distributed.py and its relatives call ``init_process_group("cuda:nccl,cpu:gloo")`` in
`recipe_main`, and full_finetune_distributed with asynchronous checkpoints asks for ``cpu:gloo,cpu:gloo``: on a
machine without CUDA both raise ("Distributed package doesn't have NCCL built in", "Duplicate device type cpu").
Applies: recipes that start a process group, with ``device: cpu``. Changes nothing where gloo is asked for.
"""

from __future__ import annotations

from typing import Any

from gitune_trainer.patches.target import Target


def apply(target: Target) -> None:
    """Let the recipe's `init_process_group` take gloo."""
    start = getattr(target.module, "init_process_group", None)
    if start is None or not target.on_cpu:
        return

    def init_process_group(_backend: str | None = None, *args: Any, **kwargs: Any) -> Any:
        return start("gloo", *args, **kwargs)

    target.module.init_process_group = init_process_group  # type: ignore[attr-defined]
