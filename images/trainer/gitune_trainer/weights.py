"""The weights of one epoch folder, as torchtune's FullModelHFCheckpointer writes them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from gitune_trainer import safetensors_header
from gitune_trainer.files import read_json

INDEXES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
ADAPTER_FILES = ("adapter_model.safetensors", "adapter_model.bin")


def of_model(folder: Path) -> list[Path] | None:
    """The weight files that the index of ``folder`` names; None unless all of them are whole."""
    for name in INDEXES:
        index = read_json(folder / name)
        if index is not None and isinstance(index.get("weight_map"), dict):
            files = [folder / file for file in sorted(set(index["weight_map"].values()))]
            return files if files and all(map(is_whole, files)) else None
    return None


def of_adapter(folder: Path) -> Path | None:
    """The PEFT weights of ``folder``, when they are whole."""
    return next((folder / name for name in ADAPTER_FILES if is_whole(folder / name)), None)


def is_whole(path: Path) -> bool:
    """Whether a weight file is complete: its header agrees with its size, or its archive has its end."""
    if path.suffix == ".safetensors":
        return safetensors_header.is_whole(path)
    return path.is_file() and zipfile.is_zipfile(path)
