"""Puts a finished run back to a moment before its end, as a kill would have left it. Not a test module."""

from __future__ import annotations

import shutil
from pathlib import Path


def before_publishing(output: Path) -> None:
    """Trained to the end, but nothing is published."""
    (output / "gitune-complete.json").unlink()
    for folder in ("model", "adapter"):
        shutil.rmtree(output / folder, ignore_errors=True)


def in_last_epoch(output: Path, last: int) -> None:
    """Killed while the last epoch's weights were being written: they are cut off."""
    before_publishing(output)
    shutil.rmtree(output / ".gitune")
    folder = output / f"epoch_{last}"
    for file in [*folder.glob("model-*"), *folder.glob("adapter_model.*")]:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    (folder / "model.safetensors.index.json").unlink()


def weights(folder: Path) -> dict[str, bytes]:
    """The weight files of a published folder by name."""
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.safetensors"))}
    assert found
    return found
