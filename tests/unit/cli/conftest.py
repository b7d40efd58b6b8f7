"""Specs that the command line's tests compile."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def quickstart() -> Path:
    """The quickstart's spec."""
    return Path(__file__).parents[3] / "examples" / "quickstart" / "finetune.yaml"
