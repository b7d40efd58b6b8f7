"""From an exception of torchtune to an exit code and a sentence."""

from __future__ import annotations

import errno

import torch
from omegaconf.errors import OmegaConfBaseException
from torchtune.config._errors import ConfigError, InstantiationError

from gitune_trainer.exits import ExitCode, Failure

DOING = {
    "load": "reading the config",
    "init": "checking the config",
    "setup": "loading model, tokenizer and dataset",
    "train": "training",
}
REFUSALS = {
    "load": (ConfigError, InstantiationError, OmegaConfBaseException, TypeError, ValueError, AttributeError),
    "init": (ConfigError, InstantiationError, OmegaConfBaseException, TypeError, ValueError, RuntimeError),
    "setup": (ConfigError, InstantiationError, OmegaConfBaseException, TypeError, ValueError),
    "train": (),
}
"""What torchtune raises, by phase, when the config is at fault."""


def failure(error: BaseException, phase: str) -> Failure:
    """The outcome of a run in which ``error`` was raised during ``phase`` (see `hooks.Progress`)."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, torch.OutOfMemoryError):
        return Failure(
            ExitCode.TRAINING,
            f"The GPU ran out of memory while {DOING[phase]}; lower training.microBatchSize or set"
            " training.activationCheckpointing.",
        )
    if _is_full(error):
        return Failure(ExitCode.SPACE, f"The volume is full, found while {DOING[phase]}; enlarge it (storage.size).")
    if "loading state_dict" in str(error):
        return Failure(
            ExitCode.FILES,
            f"The weights do not fit the config's model: {_reason(error)}. Name the builder that fits this model.",
        )
    if isinstance(error, REFUSALS[phase]):
        return Failure(
            ExitCode.CONFIG, f"torchtune refused the config while {DOING[phase]}: {_reason(error)}. Correct the spec."
        )
    return Failure(ExitCode.TRAINING, f"torchtune failed while {DOING[phase]}: {_reason(error)}. See its output above.")


def _is_full(error: BaseException) -> bool:
    return (isinstance(error, OSError) and error.errno == errno.ENOSPC) or "No space left on device" in str(error)


def _reason(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = " ".join(lines[:3])[:400].rstrip(".")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
