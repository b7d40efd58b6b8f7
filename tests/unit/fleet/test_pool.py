"""Work spread over processes."""

from __future__ import annotations

import os

import pytest

from gitune.fleet.pool import WorkerError, spread


@pytest.mark.parametrize("count", [0, 1, 2, 7, 100, 9_000])
@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_order(count: int, jobs: int) -> None:
    assert spread(lambda number: number * number, count, jobs) == [number * number for number in range(count)]


def test_several_processes_work() -> None:
    processes = set(spread(lambda _: os.getpid(), 200, 3))
    assert os.getpid() not in processes
    assert processes


def test_one_job_is_this_process() -> None:
    assert set(spread(lambda _: os.getpid(), 20, 1)) == {os.getpid()}


def test_large_results_come_whole() -> None:
    assert spread(lambda number: bytes([number]) * 3_000_000, 9, 3) == [bytes([n]) * 3_000_000 for n in range(9)]


def test_what_a_worker_raises_is_told() -> None:
    with pytest.raises(WorkerError, match="ZeroDivisionError"):
        spread(lambda number: 1 // (number - 5), 10, 2)


def test_what_cannot_be_sent_is_told() -> None:
    with pytest.raises(WorkerError, match="pickle"):
        spread(lambda number: lambda: number, 10, 2)


def test_a_worker_that_leaves_is_told() -> None:
    with pytest.raises(WorkerError, match="ended with 9"):
        spread(lambda _: os._exit(9), 10, 2)


def test_where_nothing_forks_one_process_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert set(spread(lambda _: os.getpid(), 20, 4)) == {os.getpid()}
