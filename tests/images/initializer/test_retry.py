import threading

import pytest

from gitune_initializer.errors import InitializerError
from gitune_initializer.retry import Attempts, RetryPolicy, Setback, StoppedError


def test_pauses_double_up_to_a_minute() -> None:
    policy = RetryPolicy(attempts=20, backoff=2.0)
    for failures, pause in [(1, 2), (2, 4), (3, 8), (10, 60), (1000, 60)]:
        assert 0.75 * pause <= policy.pause(failures, None) <= 1.25 * pause


def test_a_server_gets_the_pause_that_it_asks_for_within_reason() -> None:
    policy = RetryPolicy(backoff=0.01)
    assert policy.pause(1, 40.0) == 40.0
    assert policy.pause(1, 86_400.0) == 300.0


def test_failures_in_a_row_are_bounded() -> None:
    said: list[str] = []
    attempts = Attempts(RetryPolicy(3, 0.0), "Reading", said.append, threading.Event())
    attempts.failed(Setback("one"))
    attempts.progressed()
    attempts.failed(Setback("two"))
    attempts.failed(Setback("three"))
    with pytest.raises(InitializerError, match="Reading failed 3 times in a row, at last with four"):
        attempts.failed(Setback("four"))
    assert [line.split(";")[0] for line in said] == ["Reading: one", "Reading: two", "Reading: three"]


def test_a_stop_ends_a_pause() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(StoppedError):
        Attempts(RetryPolicy(3, 3600.0), "Reading", lambda _: None, stop).failed(Setback("one"))
