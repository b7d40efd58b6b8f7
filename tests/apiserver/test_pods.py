"""What Trainer and JobSet make of every run: the JobSet fits its CRD, and Kubernetes takes the Jobs with their pods."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from apiserver.cases import cases
from apiserver.flux import Object, apply_stage, namespaces
from apiserver.installed import installed_runtime
from apiserver.pods import job_set, jobs
from gitune.manifests.model import Rendered
from support.kubeapi import Api
from support.runs import document

OURS = [name for name in cases() if name != "upstream"]
"""What Trainer makes of a run on its own torchtune runtimes is its own."""


@pytest.mark.parametrize("name", OURS)
def test_the_jobs_of_a_run_are_accepted(api: Api, name: str) -> None:
    made = job_set(*job_and_runtime(cases()[name].run))
    assert apply_stage(api, namespaces([made])) == []
    everything = [made, *jobs(made)]
    assert [answer.message for value in everything if not (answer := api.create(value, dry_run=True)).ok] == []
    assert len(everything) == 4


BROKEN = {
    "two mounts at one place": lambda pod: pod["containers"][0]["volumeMounts"][1].update(mountPath="/workspace"),
    "a mount of nothing": lambda pod: pod["volumes"].pop(),
    "a variable's name": lambda pod: pod["containers"][0].update(env=[{"name": "A B", "value": "x"}]),
    "a requested device without a limit": lambda pod: pod["containers"][0].update(
        resources={"requests": {"nvidia.com/gpu": "1"}}
    ),
    "a label of a node": lambda pod: pod.update(nodeSelector={"a b": "c"}),
    "a toleration": lambda pod: pod.update(tolerations=[{"operator": "Exists", "value": "x"}]),
    "a volume's name": lambda pod: pod["volumes"].append({"name": "a.b", "emptyDir": {}}),
}


@pytest.mark.parametrize("case", BROKEN)
def test_this_judge_refuses_broken_pods(api: Api, case: str) -> None:
    made = job_set(*job_and_runtime(cases()["cluster"].run))
    assert apply_stage(api, namespaces([made])) == []
    job = list(jobs(made))[-1]
    BROKEN[case](job["spec"]["template"]["spec"])
    assert api.create(job, dry_run=True).status == 422


def job_and_runtime(run: Rendered) -> Iterator[Object]:
    """A TrainJob, and the runtime that it names."""
    job: dict[str, Any] = json.loads(json.dumps(document(run, "TrainJob")))
    installed = installed_runtime(run)
    runtime = installed[0] if installed else document(run, job["spec"]["runtimeRef"]["kind"])
    yield job
    yield json.loads(json.dumps(runtime))
