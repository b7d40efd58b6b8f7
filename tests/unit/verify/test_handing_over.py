"""R19: exactly `tune run` where Trainer's own torchtune path is meant, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.manifests.model import Rendered, TreeFile
from gitune.verify.objects import verify

UPSTREAM = "torchtune-llama3.2-1b"
MISTAKE = "hands the run to Trainer's own torchtune path"
MEANT = "the command is exactly `tune run`"


def run(command: list[str] | None, runtime: str) -> Rendered:
    trainer: dict[str, Any] = {"numNodes": 1, **({"command": command} if command is not None else {})}
    job = {
        "apiVersion": "trainer.kubeflow.org/v1alpha1",
        "kind": "TrainJob",
        "metadata": {"name": "bot-37xq54gy", "namespace": "default"},
        "spec": {"runtimeRef": {"kind": "ClusterTrainingRuntime", "name": runtime}, "trainer": trainer},
    }
    return Rendered("bot-37xq54gy", "default", "bot", (TreeFile("default/bot/run/trainjob.yaml", (job,), "TrainJob"),))


@pytest.mark.parametrize(
    ("command", "runtime", "upstream", "fault"),
    [
        (["tune", "run"], UPSTREAM, UPSTREAM, None),
        (["tune", "run"], UPSTREAM, None, MISTAKE),
        (["tune", "run"], "gitune-torchtune", None, MISTAKE),
        (["tune", "run"], "gitune-torchtune", UPSTREAM, MISTAKE),
        (["tune", "run", "full_finetune_distributed"], UPSTREAM, UPSTREAM, MEANT),
        (None, UPSTREAM, UPSTREAM, MEANT),
        (None, "gitune-torchtune", None, None),
    ],
)
def test_who_may_hand_over(command: list[str] | None, runtime: str, upstream: str | None, fault: str | None) -> None:
    found = verify(run(command, runtime), "2.3", upstream)
    assert [finding.code for finding in found] == (["GT392"] if fault else [])
    assert all(fault in finding.message for finding in found if fault)
