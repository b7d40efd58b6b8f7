"""Many processes say and write what one does, and end as it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleet.team import call, files, settle, spec_path
from gitune.cli.boundary import run
from gitune.fleet.fleet import How
from gitune.fleet.unit import Unit
from support.trees import tree_bytes

JOBS = (1, 2, 5)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository, some of whose specs are wrong."""
    settle(tmp_path, files())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


def broken(root: Path) -> None:
    wanted = files()
    wanted[spec_path(2)] = wanted[spec_path(2)].replace("epochs", "epoks")
    wanted[spec_path(3)] = wanted[spec_path(3)].replace("run-3", "run-1")
    wanted[spec_path(5)] = wanted[spec_path(5)].replace("training: {", "training: [")
    settle(root, wanted)


@pytest.mark.parametrize("verb", ["check", "compile", "compile --check"])
@pytest.mark.parametrize("state", ["sound", "broken"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_any_number_of_jobs_says_the_same(
    verb: str, state: str, form: str, repository: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """To the byte, and in the same order."""
    if state == "broken":
        broken(repository)
    said = set()
    for jobs in JOBS:
        output = repository.parent / f"out-{jobs}"
        arguments = [*verb.split(), ".", "--format", form, "--jobs", str(jobs)]
        code = run([*arguments, "--env", "dev", "-o", str(output)] if verb == "compile" else arguments)
        captured = capfd.readouterr()
        said.add((code, captured.out, captured.err.replace(str(output), "OUT")))
    assert len(said) == 1


def test_any_number_of_jobs_writes_the_same(repository: Path) -> None:
    trees = []
    for jobs in JOBS:
        assert run(["compile", ".", "--jobs", str(jobs)]) == 0
        trees.append(tree_bytes(repository / "rendered"))
        for path in trees[-1]:
            (repository / "rendered" / path).unlink()
    assert trees[0] == trees[1] == trees[2]
    assert len(trees[0]) > 100


def test_any_number_of_jobs_prints_one_stream(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    streams = []
    for jobs in JOBS:
        assert run(["compile", ".", "-o", "-", "--env", "prod", "--jobs", str(jobs)]) == 0
        streams.append(capfd.readouterr().out)
    assert streams[0] == streams[1] == streams[2]
    assert streams[0].count("kind: TrainJob\n") == 9


def test_drift_is_the_same(repository: Path) -> None:
    call("write", How(jobs=1))
    there = sorted(path for path in (repository / "rendered").rglob("*") if path.is_file())
    for file in there[::7]:
        file.write_bytes(b"other\n")
    for file in there[1::7]:
        file.unlink()
    (repository / "rendered/prod/team-a/run-4/run/more.yaml").write_text("more\n")
    found = [call("drift", How(jobs=jobs)) for jobs in JOBS]
    assert found[0].said() == found[1].said() == found[2].said()
    assert {d.code for d in found[0].drift} == {"GT501", "GT502", "GT503"}


def test_a_worker_that_raises_is_a_bug_with_a_log(
    repository: Path, forked: list[int], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    plain, token = Unit.__call__, "hf_" + "a1B2c3D4e5" * 4

    def raising(self: Unit, number: int) -> object:
        if number == 4:
            raise RuntimeError(f"with {token} in it")
        return plain(self, number)

    monkeypatch.setattr(Unit, "__call__", raising)
    assert run(["check", ".", "--jobs", "2"]) == 3
    error = capfd.readouterr().err
    log = Path(error.split()[-1]).read_text()
    assert "RuntimeError" in log
    assert "in raising" in log
    assert token not in log + error
    no_child_is_left(forked)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, "exit"])
def test_a_worker_that_dies_is_a_bug_and_no_hang(
    how: signal.Signals | str,
    repository: Path,
    forked: list[int],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    plain = Unit.__call__

    def dying(self: Unit, number: int) -> object:
        if number == 4:
            os._exit(7) if isinstance(how, str) else os.kill(os.getpid(), how)
        return plain(self, number)

    monkeypatch.setattr(Unit, "__call__", dying)
    assert run(["check", ".", "--jobs", "3"]) == 3
    log = Path(capfd.readouterr().err.split()[-1]).read_text()
    assert ("ended with 7" if isinstance(how, str) else f"signal {int(how)}") in log
    no_child_is_left(forked)


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every process that is forked from here on."""
    found: list[int] = []
    fork = os.fork

    def recorded() -> int:
        process = fork()
        found.append(process)
        return process

    monkeypatch.setattr(os, "fork", recorded)
    return found


def no_child_is_left(forked: list[int]) -> None:
    assert len(forked) > 1
    for process in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


SLOW = """
import os, sys, time
from gitune.cli.boundary import run
from gitune.fleet.unit import Unit

def slow(self, number):
    os.write(1, b"started %d" % os.getpid() + os.linesep.encode())
    time.sleep(600)

Unit.__call__ = slow
os._exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("whom", ["all", "parent"])
def test_an_interrupt_ends_all_at_once(jobs: int, whom: str, repository: Path) -> None:
    """As from a terminal, where every process gets it, and as from a supervisor, where only the parent does."""
    command = [sys.executable, "-c", SLOW, "check", ".", "--jobs", str(jobs)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    workers = {int(process.stdout.readline().split()[1]) for _ in range(jobs)}
    if whom == "all":
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert not any(map(alive, workers))


def test_workers_go_when_the_parent_is_killed(repository: Path) -> None:
    """At the latest when they have something to say."""
    slow = SLOW.replace("time.sleep(600)", "time.sleep(2)\n    raise ValueError")
    command = [sys.executable, "-c", slow, "check", ".", "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    workers = {int(process.stdout.readline().split()[1]) for _ in range(2)}
    process.kill()
    process.wait(timeout=60)
    end = time.monotonic() + 60
    while any(map(alive, workers)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(alive, workers))


def alive(process: int) -> bool:
    """Whether it runs; a zombie whose parent is gone does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
