"""Makes `model/` and `adapter/` of the last epoch's folder.

torchtune puts merged weights and the adapter into one folder, where ``from_pretrained`` applies the adapter to
weights that already have it, and writes an adapter_config.json that hides DoRA from PEFT. Here they part, and the
config says what the adapter is. Weights are hard links: publishing takes no space and no time.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from gitune_trainer import safetensors_header, weights
from gitune_trainer.files import link, read_json, replace_folder, write_json

TORCH_SUFFIXES = frozenset({".pt", ".pth"})
READABLE = 0o644
MAGNITUDE = "lora_magnitude_vector"
"""Part of the names of DoRA's tensors in PEFT's layout."""


def model(epoch: Path, output: Path) -> str | None:
    """Publish the merged weights of ``epoch`` with config and tokenizer; None when it has none."""
    if weights.of_model(epoch) is None:
        return None
    partial = _empty(output / ".gitune" / "model.partial")
    for file in sorted(path for path in epoch.rglob("*") if path.is_file()):
        if not file.name.startswith("adapter_") and file.suffix not in TORCH_SUFFIXES:
            _publish(file, partial / file.relative_to(epoch))
    replace_folder(partial, output / "model")
    return "model"


def adapter(epoch: Path, output: Path) -> str | None:
    """Publish the PEFT adapter of ``epoch``; None when it has none."""
    file = weights.of_adapter(epoch)
    settings = read_json(epoch / "adapter_config.json")
    if file is None or settings is None:
        return None
    partial = _empty(output / ".gitune" / "adapter.partial")
    _publish(file, partial / file.name)
    described = partial / "adapter_config.json"
    write_json(described, peft_config(settings, dora=_is_dora(file)))
    described.chmod(READABLE)
    replace_folder(partial, output / "adapter")
    return "adapter"


def peft_config(settings: dict[str, Any], *, dora: bool) -> dict[str, Any]:
    """torchtune's adapter settings with what PEFT needs to rebuild the same layers."""
    return {**settings, "task_type": "CAUSAL_LM", "use_dora": dora}


def _publish(file: Path, target: Path) -> None:
    link(file, target)
    # safetensors creates files that only their owner may read; who serves the model is somebody else
    target.chmod(READABLE)


def _is_dora(file: Path) -> bool:
    if file.suffix != ".safetensors":
        return MAGNITUDE.encode() in file.read_bytes()
    return any(MAGNITUDE in name for name in safetensors_header.read(file).tensors)


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
