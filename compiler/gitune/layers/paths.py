"""Paths of a spec as people write them: `training.learningRate`."""

from __future__ import annotations

import re

from gitune.diagnostics.model import Path

_STEP = re.compile(r"[A-Za-z_][-A-Za-z0-9_/]*")


def path_of(text: str) -> Path:
    """The path that a text names."""
    return tuple(text.split("."))


def path_mistake(text: str) -> str | None:
    """What is wrong with the form of a path."""
    if all(_STEP.fullmatch(step) for step in text.split(".")):
        return None
    return f"`{text}` is no path of a spec such as `training.learningRate`"
