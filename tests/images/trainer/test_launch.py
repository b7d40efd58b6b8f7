"""The command line of `tune run`, and ends without a reason."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gitune_trainer import launch, recipes
from gitune_trainer.environment import EMPTY
from gitune_trainer.exits import ExitCode, Failure
from gitune_trainer.job import Job
from gitune_trainer.settings import Settings

CONFIG = Path("/tmp/torchtune.yaml")


def settings(nodes: int = 1, rank: int = 0) -> Settings:
    master = "run-node-0-0.run:29500" if nodes > 1 else None
    return Settings("r", CONFIG, Path("/"), nodes, None, rank, master)


def test_a_single_device_recipe_gets_no_torchrun_option() -> None:
    command = launch.command(settings(), recipes.find("lora_finetune_single_device"), 1, CONFIG)
    assert command[2:] == ["gitune_trainer.tune", "run", launch.WRAPPER, "--config", str(CONFIG)]


def test_nodes_meet_at_the_master_address() -> None:
    command = launch.command(settings(nodes=2, rank=1), recipes.find("full_finetune_distributed"), 8, CONFIG)
    assert command[4:10] == [
        "--nnodes=2",
        "--nproc_per_node=8",
        "--node_rank=1",
        "--rdzv_backend=static",
        "--rdzv_endpoint=run-node-0-0.run:29500",
        "--max_restarts=0",
    ]


def test_runs_on_one_machine_do_not_meet() -> None:
    recipe = recipes.find("full_finetune_distributed")
    commands = [launch.command(settings(), recipe, 2, CONFIG) for _ in range(2)]
    endpoints = [option for command in commands for option in command if option.startswith("--rdzv_endpoint")]
    assert all("127.0.0.1:" in endpoint for endpoint in endpoints)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    (tmp_path / EMPTY).mkdir()
    return Job("r", "r.py", str(tmp_path / "output"), str(tmp_path), 1)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_failure_is_what_the_first_process_said(job: Job) -> None:
    said = (
        "import os; from gitune_trainer.job import Job; from gitune_trainer.exits import *;"
        "job = Job.of(os.environ); job.write_failure(Failure(ExitCode.CONFIG, 'first.'));"
        "job.write_failure(Failure(ExitCode.TRAINING, 'second.')); raise SystemExit(1)"
    )
    env = {"PYTHONPATH": str(Path(launch.__file__).parents[1])}
    with pytest.raises(Failure, match=r"first\.") as raised:
        launch.run(python(said), env, job)
    assert raised.value.code == ExitCode.CONFIG


def test_an_old_failure_is_not_heard_again(job: Job) -> None:
    job.write_failure(Failure(ExitCode.CONFIG, "old."))
    launch.run(python("pass"), {}, job)
    assert job.failure() is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "host memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("raise SystemExit(3)", "exit code 3"),
    ],
)
def test_an_end_without_a_reason(job: Job, code: str, reason: str) -> None:
    with pytest.raises(Failure, match=reason) as raised:
        launch.run(python(code), {}, job)
    assert raised.value.code == ExitCode.TRAINING


def test_processes_end_with_their_supervisor(job: Job) -> None:
    child = (
        "import time; from gitune_trainer.lifeline import die_with_parent;"
        "die_with_parent(); print('up', flush=True); time.sleep(60)"
    )
    parent = (
        f"import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', {child!r}]);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    env = {"PYTHONPATH": str(Path(launch.__file__).parents[1])}
    process = subprocess.Popen(python(parent), env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pid, up = sorted(process.stdout.readline().strip() for _ in range(2))
    assert up == "up"
    process.send_signal(signal.SIGKILL)
    assert process.stdout.read() == ""  # the pipe closes when the last process that holds it is gone
    process.wait()
    assert not Path(f"/proc/{pid}/cwd").exists()


def test_unknown_recipes_are_refused_with_the_near_one() -> None:
    with pytest.raises(Failure, match="did you mean lora_finetune_distributed") as raised:
        recipes.find("lora_finetune_distribted")
    assert raised.value.code == 2


def test_every_registered_recipe_is_there() -> None:
    for name in ("full_finetune_single_device", "lora_finetune_distributed"):
        assert recipes.find(name).script.is_file()
    assert recipes.find("full_finetune_distributed").distributed
    assert not recipes.find("full_finetune_single_device").distributed
