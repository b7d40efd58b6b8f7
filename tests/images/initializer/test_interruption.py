"""Ended half-way by a signal, a full disk or a second start: what is here is kept, and no half looks whole."""

import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from images.hub import Hub, Repository, Stall
from images.initializer.start import Starter

WEIGHTS = bytes(range(256)) * 8_000
FILES = {"config.json": b"{}", "model.safetensors": WEIGHTS}
HALF = 1_000_000
BATCH = 2**18
"""What a killed process may have read and not yet written."""


@pytest.fixture
def stalled(hub: Hub, start: Starter) -> "subprocess.Popen[str]":
    """A start that has the small file and exactly half of the large one, and waits for the rest."""
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].append(Stall(HALF))
    process = start.begin("model", "hf://org/m")
    _wait_for(lambda: any(path.stat().st_blocks * 512 > HALF - BATCH for path in start.partials()))
    _wait_for(lambda: "config.json" in start.tree())
    return process


def test_killed_half_way_it_goes_on_from_there(hub: Hub, start: Starter, stalled: "subprocess.Popen[str]") -> None:
    stalled.kill()
    assert start.end(stalled).code == -signal.SIGKILL
    assert "model.safetensors" not in start.tree()
    hub.requests.clear()
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES
    [transfer] = [request for request in hub.downloads() if request.cdn]
    assert transfer.range is not None
    assert HALF - BATCH <= int(transfer.range.removeprefix("bytes=").removesuffix("-")) <= HALF
    assert start.partials() == []


def test_a_branch_that_moves_between_two_starts_is_not_mixed(
    hub: Hub, start: Starter, stalled: "subprocess.Popen[str]"
) -> None:
    stalled.kill()
    start.end(stalled)
    hub.repositories["models", "org/m"].commit({name: content + b"later" for name, content in FILES.items()})
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_does_at_once_and_says_so(
    start: Starter, stalled: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    stalled.send_signal(number)
    outcome = start.end(stalled)
    assert outcome.code == 128 + number
    assert outcome.last_line == f"Stopped by {number.name}: what is here is kept, start again to go on."
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES


def test_a_second_start_waits_for_the_first(hub: Hub, start: Starter, stalled: "subprocess.Popen[str]") -> None:
    second = start.begin("model", "hf://org/m")
    assert second.stdout is not None
    assert "another initializer fills" in second.stdout.readline()
    requests = len(hub.requests)
    stalled.kill()
    start.end(stalled)
    assert start.end(second).code == 0
    assert start.tree() == FILES
    assert len(hub.requests) == requests + 3


def test_a_waiting_start_can_be_terminated(start: Starter, stalled: "subprocess.Popen[str]") -> None:
    second = start.begin("model", "hf://org/m")
    assert second.stdout is not None
    second.stdout.readline()
    second.terminate()
    assert start.end(second).code == 143
    stalled.kill()
    start.end(stalled)


def test_a_silent_server_is_given_up_and_asked_again(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].append(Stall(HALF))
    outcome = start("model", "hf://org/m", GITUNE_TIMEOUT="0.3")
    assert outcome.code == 0
    assert "ReadTimeout" in outcome.output
    assert start.tree() == FILES


def test_a_file_that_the_volume_does_not_take(hub: Hub, start: Starter) -> None:
    """A limit on the size of a file refuses to make it, as a quota does."""
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].append(Stall(HALF))
    process = start.begin("model", "hf://org/m")
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (HALF // 2, HALF // 2))
    outcome = start.end(process)
    assert outcome.code == 13
    assert "is full" in outcome.last_line
    assert "enlarge the claim (storage.size)" in outcome.last_line
    hub.faults.clear()
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES


def test_a_small_volume_for_real(hub: Hub, start: Starter) -> None:
    """The same on a file system of one megabyte, where this user may mount one."""
    hub.add("org/m", Repository()).commit(FILES)
    volume = start.root / "workspace"
    volume.mkdir()
    mount = f"mount -t tmpfs -o size=1m none {volume}"
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount], check=False, capture_output=True).returncode != 0:
        pytest.skip("this user may not mount a tmpfs in a namespace of its own")
    outcome = start.within(["unshare", "-rm", "sh", "-c", f'{mount} && exec "$@"', "sh"], "model", "hf://org/m")
    assert outcome.code == 13
    assert "is too small: 0.01 GiB are needed and 0.00 GiB are free" in outcome.last_line


@pytest.fixture
def small_volume(start: Starter) -> Iterator[Path]:
    volume = start.root / "workspace"
    volume.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(volume)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("NOT SHOWN HERE: a full disk. This user may not mount a tmpfs; run the tests as root")
    yield volume
    subprocess.run(["umount", "--lazy", str(volume)], check=True)


def test_the_disk_fills_up_while_bytes_arrive(hub: Hub, start: Starter, small_volume: Path) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    hub.faults["model.safetensors"].append(Stall(HALF))
    process = start.begin("model", "hf://org/m", GITUNE_TIMEOUT="1")
    _wait_for(lambda: any(path.stat().st_blocks * 512 > HALF - BATCH for path in start.partials()))
    filler = small_volume / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    outcome = start.end(process)
    assert outcome.code == 13
    assert "is full" in outcome.last_line
    assert "model.safetensors" not in start.tree()
    filler.unlink()
    hub.requests.clear()
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES
    assert [request.range is None for request in hub.downloads() if request.cdn] == [False]


def test_a_volume_that_may_not_be_written(hub: Hub, start: Starter) -> None:
    hub.add("org/m", Repository()).commit(FILES)
    (start.root / "workspace").write_text("a file where the volume should be")
    outcome = start("model", "hf://org/m")
    assert outcome.code == 20
    assert "Writing below" in outcome.last_line


def test_half_a_line_in_the_journal_is_no_harm(hub: Hub, start: Starter, stalled: "subprocess.Popen[str]") -> None:
    stalled.kill()
    start.end(stalled)
    [journal] = _state(start).glob("*.journal")
    journal.write_bytes(journal.read_bytes()[:-9])
    assert start("model", "hf://org/m").code == 0
    assert start.tree() == FILES


def _state(start: Starter) -> Path:
    return start.root / "workspace/model/m/.gitune"


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
