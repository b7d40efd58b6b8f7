"""How many processes are worth starting."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitune.fleet.cores import cores


@pytest.mark.parametrize(
    ("allowed", "quota", "expected"),
    [
        (8, "max 100000", 8),
        (8, "200000 100000", 2),
        (8, "250000 100000", 3),
        (8, "50000 100000", 1),
        (2, "800000 100000", 2),
        (8, "rubbish", 8),
        (8, "1 0", 8),
        (8, None, 8),
    ],
)
def test_cores(allowed: int, quota: str | None, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cpu.max"
    if quota is not None:
        file.write_text(f"{quota}\n")
    monkeypatch.setattr("gitune.fleet.cores._QUOTA", str(file))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(allowed)), raising=False)
    assert cores() == expected
