"""Starts torchtune through its own launcher, passes signals on, and turns its end into an outcome."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

from gitune_trainer.environment import EMPTY
from gitune_trainer.exits import ExitCode, Failure
from gitune_trainer.job import Job
from gitune_trainer.recipes import Recipe
from gitune_trainer.settings import Settings

GRACE_SECONDS = 5
"""How long processes may take to end before they are killed; the kubelet gives 30 in all."""
WRAPPER = "gitune_trainer/worker.py"
"""`tune run` makes the module path of it: a dotted name would lose its last part."""


class Terminated(BaseException):
    """A signal asks this process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.name = signal.Signals(number).name
        self.code = 128 + number


def raise_on_signals() -> None:
    """Make SIGTERM and SIGINT raise `Terminated` in the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _raise)


def _raise(number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated(number)


def command(settings: Settings, recipe: Recipe, processes: int, config: Path) -> list[str]:
    """`tune run` with every torchrun option on the command line.

    Without one, `tune run` starts no torchrun at all; without an endpoint it looks for no other node, whatever
    PET_MASTER_ADDR says (torchtune/_cli/run.py: _is_distributed_args, _run_distributed).
    """
    options = _torchrun(settings, processes) if recipe.distributed else []
    tune = [sys.executable, "-m", "gitune_trainer.tune", "run"]
    return [*tune, *options, WRAPPER, "--config", str(config)]


def _torchrun(settings: Settings, processes: int) -> list[str]:
    return [
        f"--nnodes={settings.nodes}",
        f"--nproc_per_node={processes}",
        f"--node_rank={settings.node_rank}",
        "--rdzv_backend=static",
        f"--rdzv_endpoint={settings.master or _free_endpoint()}",
        "--max_restarts=0",
    ]


def _free_endpoint() -> str:
    # a single node meets only itself; a fixed port would let two runs on one machine meet each other
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def run(arguments: list[str], env: Mapping[str, str], job: Job) -> None:
    """Run ``arguments`` to their end; raises `Failure` as the processes said, or `Terminated`."""
    job.forget_failure()
    child: subprocess.Popen[bytes] | None = None
    try:
        child = subprocess.Popen(
            arguments, env={**env, **job.variable()}, cwd=Path(job.scratch) / EMPTY, start_new_session=True
        )
        code = child.wait()
    except Terminated:
        if child is not None:
            _end(child)
        raise
    if code != 0:
        raise job.failure() or _unexplained(code)


def _end(child: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    child.terminate()
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _unexplained(code: int) -> Failure:
    if code == -signal.SIGKILL:
        return Failure(
            ExitCode.TRAINING, "torchtune was killed, most often for host memory; raise resources.memory of the run."
        )
    how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
    return Failure(ExitCode.TRAINING, f"torchtune ended {how} without a reason; its output is above.")
