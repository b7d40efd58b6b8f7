"""What the trainer learns from a recipe while it runs, whichever recipe and metric logger it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torchtune import training
from torchtune.config._utils import _get_component_from_path

from gitune_trainer import notes
from gitune_trainer.exits import ExitCode, Failure
from gitune_trainer.job import rank
from gitune_trainer.metrics import Recorder

Method = Callable[..., Any]


@dataclass
class Progress:
    """How far the recipe has come; a failure means something else in each phase."""

    phase: str = "load"
    """``load``, ``init``, ``setup`` or ``train``."""


def follow(module: ModuleType, progress: Progress, output: Path) -> None:
    """Keep ``progress``, refuse a training without a step, and note in ``output`` when training has ended."""
    for recipe in _recipes(module):
        for name, phase in (("__init__", "init"), ("setup", "setup"), ("train", "train")):
            setattr(recipe, name, _entering(progress, phase, getattr(recipe, name)))
        recipe.train = _training(recipe.train, output)


def record(config: Any, recorder: Recorder) -> None:
    """Let whatever metric logger the config names also write metrics.jsonl."""
    component = config.get("metric_logger", {}).get("_component_")
    if component is None:
        return
    logger = _get_component_from_path(component)
    device = str(config.device)
    logger.log_dict = _recording(logger.log_dict, recorder, device)


def _recipes(module: ModuleType) -> Iterator[Any]:
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__ and hasattr(value, "train"):
            yield value


def _entering(progress: Progress, phase: str, method: Method) -> Method:
    @wraps(method)
    def entered(*args: Any, **kwargs: Any) -> Any:
        progress.phase = phase
        return method(*args, **kwargs)

    return entered


def _training(train: Method, output: Path) -> Method:
    @wraps(train)
    def trained(recipe: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(recipe, "_steps_per_epoch", 1) < 1:
            raise Failure(ExitCode.NOTHING_TO_TRAIN, NO_STEP)
        result = train(recipe, *args, **kwargs)
        if rank() == 0:
            notes.write_trained(output, int(getattr(recipe, "global_step", 0)))
        return result

    return trained


NO_STEP = (
    "The dataset (after packing, where it is packed) has fewer batches on each process than one optimizer step"
    " needs; add rows or lower training.globalBatchSize."
)


def _recording(log_dict: Method, recorder: Recorder, device: str) -> Method:
    @wraps(log_dict)
    def recorded(logger: Any, payload: dict[str, Any], step: int) -> None:
        log_dict(logger, payload, step)
        has_memory = any(name.startswith("peak_memory_") for name in payload)
        extra = {} if has_memory or device == "cpu" else _memory(device)
        recorder.record({**payload, **extra}, step)

    return recorded


def _memory(device: str) -> dict[str, Any]:
    stats: dict[str, Any] = training.get_memory_stats(device=torch.device(device), reset_stats=False)
    return stats
