"""Exceptions of torchtune as exit codes."""

from __future__ import annotations

import errno

import pytest
import torch
from torchtune.config._errors import ConfigError, InstantiationError

from gitune_trainer import classify
from gitune_trainer.exits import ExitCode, Failure

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(
    ("error", "phase", "code", "reason"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), "train", 30, "microBatchSize"),
        (OSError(errno.ENOSPC, "No space left on device"), "train", 13, "storage.size"),
        (RuntimeError("I/O error: No space left on device (os error 28)"), "train", 13, "storage.size"),
        (InstantiationError("Error loading 'torchtune.nothing'"), "load", 17, "torchtune.nothing"),
        (ConfigError([TypeError("llama3 got an unexpected keyword")]), "load", 17, "unexpected keyword"),
        (RuntimeError("Gradient clipping is not supported with optimizer in bwd."), "init", 17, "clipping"),
        (ValueError("PackedDataset requires a max_seq_len"), "setup", 17, "max_seq_len"),
        (RuntimeError("Error(s) in loading state_dict for T: size mismatch"), "setup", 14, "size mismatch"),
        (RuntimeError("NCCL error"), "setup", 30, "NCCL error"),
        (ValueError("in the middle"), "train", 30, "in the middle"),
        (Failure(ExitCode.NOTHING_TO_TRAIN, "No step."), "train", 16, "No step"),
    ],
)
def test_what_went_wrong(error: Exception, phase: str, code: int, reason: str) -> None:
    failure = classify.failure(error, phase)
    assert failure.code == code
    assert reason in failure.sentence
    assert failure.sentence.endswith(".")
    assert "\n" not in failure.sentence
