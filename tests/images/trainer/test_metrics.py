"""metrics.jsonl across interruptions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from gitune_trainer import metrics
from gitune_trainer.metrics import Recorder


def log(path: Path, *steps: int, loss: float = 1.0, world_size: int = 1) -> None:
    recorder = Recorder(path, world_size)
    for step in steps:
        recorder.record({"loss": loss, "lr": 0.1, "tokens_per_second_per_gpu": 10.0}, step)


def steps(path: Path) -> list[int]:
    return [line["step"] for line in metrics.read(path)]


def test_a_line_has_what_the_contract_says(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    payload = {
        "loss": torch.tensor(2.5),
        "lr": 3e-4,
        "tokens_per_second_per_gpu": torch.tensor(100.0),
        "peak_memory_active": 1.5,
        "grad_norm": torch.tensor(1.0),
    }
    Recorder(path, world_size=4).record(payload, 1)
    line = json.loads(path.read_text())
    assert line.pop("seconds") >= 0
    assert line == {
        "step": 1,
        "loss": 2.5,
        "lr": 3e-4,
        "tokens_per_second": 400.0,
        "memory": {"peak_memory_active": 1_610_612_736},
    }


def test_steps_that_are_trained_again_are_not_kept_twice(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    log(path, 1, 2, 3, 4, 5)
    log(path, 3, 4, loss=9.0)
    assert steps(path) == [1, 2, 3, 4]
    assert [line["loss"] for line in metrics.read(path)] == [1.0, 1.0, 9.0, 9.0]


def test_a_line_that_was_cut_off_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    log(path, 1, 2)
    path.write_text(path.read_text()[:-20])
    assert steps(path) == [1]
    log(path, 2)
    assert steps(path) == [1, 2]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), torch.tensor(float("nan"))])
def test_a_loss_that_is_no_number_is_null(tmp_path: Path, value: float) -> None:
    path = tmp_path / "metrics.jsonl"
    log(path, 1, loss=value)
    assert json.loads(path.read_text())["loss"] is None


def test_the_summary(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    log(path, 1, loss=5.0, world_size=2)
    log(path, 2, 3, loss=2.0)
    summary = metrics.summarize(path)
    assert (summary.first_loss, summary.last_loss, summary.tokens_per_second) == (5.0, 2.0, 10.0)
    assert metrics.summarize(tmp_path / "none.jsonl").logged == 0
