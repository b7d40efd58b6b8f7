"""From where an interrupted run goes on, and which leftovers must go before it does.

torchtune writes ``epoch_<n>/`` first and ``recipe_state/recipe_state.pt`` after it (replaced at once, see
patches/atomic_save.py), so the state always names an epoch whose files are complete. Whatever is newer is the
work of a process that died; torchtune would take it for the latest checkpoint.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitune_trainer import recipe_state, weights
from gitune_trainer.config import Config
from gitune_trainer.recipes import Recipe

EPOCH = re.compile(r"^epoch_(\d+)$")
DISTRIBUTED_EPOCH = re.compile(r"^dist_epoch_(\d+)$")
STATE = "recipe_state"


@dataclass(frozen=True)
class Resume:
    """Whole epochs that are on the volume and the config values that make torchtune go on from them."""

    epochs: int
    values: dict[str, Any]


def find(config: Config, recipe: Recipe) -> Resume | None:
    """The last whole checkpoint of the run; None when it has to start from the base model."""
    return _asynchronous(config) if config.asynchronous else _synchronous(config, recipe)


def epoch_folder(config: Config, epoch: int) -> Path:
    """Where torchtune leaves epoch number ``epoch``, counted from 0."""
    return config.output_dir / f"epoch_{epoch}"


def clean(config: Config, resume: Resume | None) -> None:
    """Remove what a process that died left beyond ``resume``; the state first, so that it never dangles."""
    output = config.output_dir
    if resume is None:
        shutil.rmtree(output / STATE, ignore_errors=True)
    whole = resume.epochs if resume else 0
    for pattern in (EPOCH, DISTRIBUTED_EPOCH):
        for number, folder in _numbered(output, pattern):
            if number >= whole:
                shutil.rmtree(folder)


def _synchronous(config: Config, recipe: Recipe) -> Resume | None:
    epochs = recipe_state.epochs_run(config.output_dir / STATE / "recipe_state.pt")
    if epochs is None or epochs >= config.epochs:
        return None
    folder = epoch_folder(config, epochs - 1)
    if recipe.trains_adapter:
        adapter = folder / "adapter_model.pt"
        values = {"checkpointer.adapter_checkpoint": f"{folder.name}/{adapter.name}"}
        return Resume(epochs, {"resume_from_checkpoint": True, **values}) if weights.is_whole(adapter) else None
    files = weights.of_model(folder)
    if files is None:
        return None
    names = [f"{folder.name}/{file.name}" for file in files]
    return Resume(epochs, {"resume_from_checkpoint": True, "checkpointer.checkpoint_files": names})


def _asynchronous(config: Config) -> Resume | None:
    # torchtune loads the newest folder that has .metadata, which is written when all shards are
    whole = [
        number for number, folder in _numbered(config.output_dir, DISTRIBUTED_EPOCH) if (folder / ".metadata").is_file()
    ]
    return Resume(max(whole) + 1, {"resume_from_checkpoint": True}) if whole else None


def _numbered(output: Path, pattern: re.Pattern[str]) -> Iterator[tuple[int, Path]]:
    for entry in sorted(output.iterdir()) if output.is_dir() else ():
        match = pattern.match(entry.name)
        if match and entry.is_dir():
            yield int(match.group(1)), entry
