"""A run that is killed half-way goes on from its last whole checkpoint, and ends as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gitune.local.leftovers import pod_processes

pytestmark = [pytest.mark.e2e, pytest.mark.torch]


def start_apart(run: Any) -> subprocess.Popen[bytes]:
    """`gitune run` as a process of its own."""
    arguments = ["run", str(run.folder), "--root", str(run.root), "--claim", f"files={run.files}"]
    with said(run).open("wb") as out:
        return subprocess.Popen([sys.executable, "-m", "gitune", *arguments], stdout=out, stderr=out)


def said(run: Any) -> Path:
    file: Path = run.folder.parent / "said.txt"
    return file


def steps_logged(run: Any) -> int:
    files = list((run.root / "workspace").glob("output/*/metrics.jsonl"))
    return len(files[0].read_text().splitlines()) if files else 0


def kill_everything(process: subprocess.Popen[bytes], pods: Path) -> None:
    """SIGKILL to `gitune run` and to all that it started, as a power cut would."""
    process.kill()
    process.wait()
    while alive := pod_processes(pods):
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def weights(run: Any) -> dict[str, Any]:
    from safetensors.torch import load_file  # noqa: PLC0415 - torch only where a test needs it

    return {k: v for file in sorted((run.output / "model").glob("*.safetensors")) for k, v in load_file(file).items()}


@pytest.mark.parametrize(("method", "processes"), [("full", 1), ("lora", 2)])
def test_killed_and_started_again(
    prepare: Callable[..., Any], trained: Callable[..., Any], case: Any, method: str, processes: int
) -> None:
    run = prepare(case(method, 1, processes))
    process = start_apart(run)
    while steps_logged(run) <= 8:
        assert process.poll() is None, f"ended before it could be killed: {said(run).read_text()}"
        time.sleep(0.02)
    kill_everything(process, run.root / "pods")
    assert not (run.output / "gitune-complete.json").exists()

    result = run.start()
    assert result.exit_code == 0, (result.diagnostics, run.lines[-20:])
    assert run.steps_said() == list(range(9, 17))

    whole, resumed = weights(trained(case(method, 1, processes)).run), weights(run)
    assert whole.keys() == resumed.keys()
    assert [name for name in whole if not whole[name].equal(resumed[name])] == []
