"""The thread that saves asynchronously talks over training's own collectives.

Bug: CheckpointClient._get_dcp_checkpointer (torchtune/training/checkpointing/_checkpoint_client.py) gives
DistributedCheckpointer no process group, so it saves through the default one. With CUDA that is gloo beside NCCL; on
a CPU it is the group that training uses, and two ranks end in ``gloo::EnforceNotMet ... collective mismatch``.
Applies: ``device: cpu`` with ``enable_async_checkpointing``. Changes nothing when a group is given.
"""

from __future__ import annotations

from typing import Any

from torch import distributed
from torchtune.training.checkpointing._checkpointer import DistributedCheckpointer

from gitune_trainer.patches.target import Target


def apply(target: Target) -> None:
    """Give the checkpointer a gloo group of its own."""
    if not target.on_cpu or not target.config.get("enable_async_checkpointing", False):
        return
    create = DistributedCheckpointer.__init__

    def init(self: Any, checkpoint_dir: str, output_dir: str, process_group: Any = None) -> None:
        create(self, checkpoint_dir, output_dir, process_group or distributed.new_group(backend="gloo"))

    DistributedCheckpointer.__init__ = init
