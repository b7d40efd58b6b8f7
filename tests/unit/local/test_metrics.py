"""Following a file that is written by somebody else."""

from __future__ import annotations

import json
from pathlib import Path

from gitune.local.metrics import MetricsTail, progress_line, training_seconds
from gitune.local.summary import MARKER, summarize


def line(step: int, seconds: float) -> str:
    return json.dumps({"step": step, "seconds": seconds}) + "\n"


def steps(tail: MetricsTail) -> list[int]:
    return [record["step"] for record in tail.new()]


def test_only_what_is_new_and_whole(tmp_path: Path) -> None:
    file = tmp_path / "metrics.jsonl"
    file.write_text(line(1, 1))
    tail = MetricsTail(file)
    assert steps(tail) == []
    with file.open("a") as stream:
        stream.write(line(2, 2) + line(3, 3)[:5])
        stream.flush()
        assert steps(tail) == [2]
        stream.write(line(3, 3)[5:] + "no json\n")
    assert steps(tail) == [3]


def test_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    tail = MetricsTail(tmp_path / "metrics.jsonl")
    assert steps(tail) == []
    (tmp_path / "metrics.jsonl").write_text(line(1, 1))
    assert steps(tail) == [1]


def test_a_file_that_is_written_anew_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "metrics.jsonl"
    tail = MetricsTail(file)
    file.write_text(line(1, 1) + line(2, 2) + line(3, 3))
    assert steps(tail) == [1, 2, 3]
    file.write_text(line(1, 1) + line(2, 0.5))
    assert steps(tail) == [2]


def test_a_record_without_some_numbers() -> None:
    assert progress_line({"step": 3, "loss": None, "tokens_per_second": 12345.6}) == "step 3  12,346 tokens/s"


def test_seconds_of_all_processes_are_added() -> None:
    assert training_seconds([{"seconds": s} for s in (1.0, 2.0, 0.5, 1.5)]) == 3.5
    assert training_seconds([]) == 0


def test_no_summary_without_a_marker(tmp_path: Path) -> None:
    assert summarize("run", tmp_path, already_complete=False) is None
    (tmp_path / MARKER).write_text("{")
    assert summarize("run", tmp_path, already_complete=False) is None
