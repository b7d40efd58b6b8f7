"""Ends that nobody foresaw still have a code and a last sentence."""

from __future__ import annotations

import errno

import pytest

from gitune_trainer import __main__ as main
from gitune_trainer import run
from gitune_trainer.launch import Terminated


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 13, "enlarge it (storage.size)"),
        (PermissionError(errno.EACCES, "denied", "/workspace/output"), 14, "may not use /workspace/output"),
        (KeyError("x"), 30, "The trainer itself failed: KeyError"),
        (Terminated(15), 143, "Ended by SIGTERM"),
        (Terminated(2), 130, "Ended by SIGINT"),
    ],
)
def test_the_last_line_says_why(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    sentence: str,
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(run, "run", fail)
    monkeypatch.setattr(main, "raise_on_signals", lambda: None)
    monkeypatch.setattr("sys.argv", ["gitune_trainer", "r", "--config", "c"])
    assert main.main() == code
    assert sentence in capsys.readouterr().err.splitlines()[-1]
