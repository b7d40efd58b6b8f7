"""What a merged JobSet may ask of a local run."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.local.jobs import typed
from gitune.local.merge import merge
from gitune.local.model import JobSet
from gitune.local.refusal import Refused


def jobs(trainjob: Any, runtime: Any) -> JobSet:
    return typed(merge(trainjob, runtime), "run", "team-a", None)


def test_the_catalogs_base_runtime(trainjob: Any, runtime: Any) -> None:
    made = jobs(trainjob, runtime)
    assert [(j.name, j.depends_on, j.completions, j.backoff_limit) for j in made.jobs] == [
        ("dataset-initializer", (), 1, 4),
        ("model-initializer", ("dataset-initializer",), 1, 4),
        ("node", ("model-initializer",), 1, 0),
    ]
    assert made.max_restarts == 3
    assert made.jobs[2].container.command == ("python", "-m", "gitune_trainer")
    assert made.jobs[2].pod_names() == ("node-0",)


def test_everything_that_has_no_local_meaning_is_said_at_once(trainjob: Any, runtime: Any) -> None:
    spec = runtime["spec"]["template"]["spec"]
    spec["startupPolicy"] = {"startupPolicyOrder": "InOrder"}
    spec["replicatedJobs"][0]["replicas"] = 2
    pod = spec["replicatedJobs"][1]["template"]["spec"]["template"]["spec"]
    pod["initContainers"] = [{"name": "first"}]
    pod["containers"][0].pop("command")
    spec["replicatedJobs"][2]["dependsOn"][0]["status"] = "Ready"
    with pytest.raises(Refused) as caught:
        jobs(trainjob, runtime)
    assert [(d.code, d.message.split(",")[0].split(";")[0]) for d in caught.value.diagnostics] == [
        ("GT609", "a local run orders jobs by dependsOn only"),
        ("GT609", "the job dataset-initializer has 2 replicas"),
        ("GT609", "the pod of model-initializer has more than one container"),
        ("GT609", "the container of model-initializer has no command of its own"),
        ("GT609", "the job node depends on a job's status other than Complete"),
    ]


def test_a_job_cannot_depend_on_a_later_one(trainjob: Any, runtime: Any) -> None:
    runtime["spec"]["template"]["spec"]["replicatedJobs"].reverse()
    with pytest.raises(Refused) as caught:
        jobs(trainjob, runtime)
    assert len(caught.value.diagnostics) == 2
