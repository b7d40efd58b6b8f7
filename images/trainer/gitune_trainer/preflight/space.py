"""Free space for the checkpoints that are still to be written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from gitune_trainer import safetensors_header
from gitune_trainer.exits import ExitCode
from gitune_trainer.preflight.finding import Finding, Start
from gitune_trainer.safetensors_header import BrokenFileError

BYTES = {"bf16": 2, "fp32": 4}
GIB = 1024**3


def checkpoints(start: Start) -> Iterator[Finding]:
    """Each epoch left leaves one copy of the weights; optimizer state comes on top and is not counted."""
    if start.config.adapter_only or not start.settings.publishes:
        return
    size = _elements(start) * BYTES.get(str(start.config.tree["dtype"]), 0)
    needed = size * (start.config.epochs - start.epochs_done)
    folder = _existing(start.config.output_dir)
    free = shutil.disk_usage(folder).free
    if free < needed:
        yield Finding(
            ExitCode.SPACE,
            f"The checkpoints still to be written take {needed / GIB:.1f} GiB, but {folder} has"
            f" {free / GIB:.1f} GiB free; enlarge the volume (storage.size) or train fewer epochs.",
        )


def _elements(start: Start) -> int:
    total = 0
    for name in start.config.checkpoint_files:
        try:
            total += safetensors_header.read(start.config.checkpoint_dir / name).elements
        except (OSError, BrokenFileError):
            continue
    return total


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.is_dir())
