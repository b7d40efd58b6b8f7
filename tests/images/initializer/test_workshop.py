"""Who may go on with a file that another start left, and when."""

import os
import threading
import time
from pathlib import Path

import pytest

from gitune_initializer import lock
from gitune_initializer.retry import Stop, StoppedError
from gitune_initializer.workshop import Workshop

KEY = "ab" * 32


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path)
    made.prepare()
    return made


def _leftover(folder: Path, boot: str, idle: float) -> Path:
    path = folder / f"{KEY}.{boot}.0123"
    path.write_bytes(b"left")
    os.utime(path, (time.time() - idle, time.time() - idle))
    return path


def _own_boot(workshop: Workshop) -> str:
    return workshop.file(KEY, sure=False).name.split(".")[1]


@pytest.mark.parametrize(
    ("same_kernel", "locked", "idle", "taken"),
    [
        (True, True, 0.0, True),
        (True, False, 0.0, False),
        (False, True, 0.0, False),
        (False, True, 1000.0, True),
        (True, False, 1000.0, True),
    ],
)
def test_a_leftover_is_taken_when_its_writer_is_surely_dead(
    workshop: Workshop, tmp_path: Path, same_kernel: bool, locked: bool, idle: float, taken: bool
) -> None:
    left = _leftover(tmp_path, _own_boot(workshop) if same_kernel else "another-machine", idle)
    path = workshop.file(KEY, sure=locked)
    assert path.exists() == taken
    assert left.exists() != taken


def test_two_never_take_one_leftover(workshop: Workshop, tmp_path: Path) -> None:
    _leftover(tmp_path, "another-machine", 1000.0)
    taken = [path for path in (workshop.file(KEY, sure=False) for _ in range(5)) if path.exists()]
    assert len(taken) == 1


def test_rubbish_goes_after_a_day(workshop: Workshop, tmp_path: Path) -> None:
    left = _leftover(tmp_path, "another-machine", 90_000.0)
    workshop.prepare()
    assert not left.exists()


def test_a_turn_is_waited_for_and_left_without_a_trace(workshop: Workshop, tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with workshop.turn(KEY, Stop()) as sure:
            order.append(f"second {sure}")

    with workshop.turn(KEY, Stop()):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second True"]
    assert list(tmp_path.iterdir()) == []


def test_waiting_for_a_turn_can_be_stopped(workshop: Workshop) -> None:
    stop = Stop()
    stop.set()
    with workshop.turn(KEY, Stop()), pytest.raises(StoppedError), workshop.turn(KEY, stop):
        pass


def test_a_file_system_without_locks_is_no_proof_of_death(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(lock.errno.ENOLCK, "no locks")

    monkeypatch.setattr(lock.fcntl, "flock", refuse)
    with workshop.turn(KEY, Stop()) as sure:
        assert not sure
