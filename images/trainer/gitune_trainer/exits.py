"""The exit codes of docs/image-contract.md and the one exception that carries them."""

from __future__ import annotations

import sys
from enum import IntEnum


class ExitCode(IntEnum):
    """What the pod's exit code says; the run's ``podFailurePolicy`` reads it."""

    OK = 0
    USAGE = 2
    MISSING = 11
    SPACE = 13
    FILES = 14
    DEVICES = 15
    NOTHING_TO_TRAIN = 16
    CONFIG = 17
    TRAINING = 30
    TERMINATED = 143


class Failure(Exception):  # noqa: N818 - it is the outcome of a run, not a bug
    """The run cannot go on: a code of the contract and one sentence that says what is wrong and what to do."""

    def __init__(self, code: ExitCode, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def say(text: str) -> None:
    """Write one line for people to standard error."""
    print(f"gitune-trainer: {' '.join(text.split())}", file=sys.stderr, flush=True)  # noqa: T201
