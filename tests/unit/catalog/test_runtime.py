"""The base ClusterTrainingRuntime holds to the rules of Trainer, JobSet, Pod Security and GitOps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gitune.catalog.load import load_catalog

RUNTIME = load_catalog().base_runtime
JOBS: list[dict[str, Any]] = RUNTIME["spec"]["template"]["spec"]["replicatedJobs"]
NAMES = ["dataset-initializer", "model-initializer", "node"]
SOMEBODY_ELSES = {"ttlSecondsAfterFinished", "suspend", "managedBy", "creationTimestamp", "startupPolicy"}
NEVER_RETRIED = [2, *range(10, 20)]


@pytest.fixture(params=JOBS, ids=NAMES)
def job(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def pod(job: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = job["template"]["spec"]["template"]["spec"]
    return found


def keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from keys(value)
    elif isinstance(node, list):
        for value in node:
            yield from keys(value)


def test_what_somebody_else_owns_is_absent() -> None:
    assert not SOMEBODY_ELSES & set(keys(dict(RUNTIME)))
    assert set(RUNTIME) == {"apiVersion", "kind", "metadata", "spec"}


def test_framework_is_plain_torch() -> None:
    assert RUNTIME["metadata"]["labels"] == {"trainer.kubeflow.org/framework": "torch"}
    assert RUNTIME["spec"]["mlPolicy"] == {"numNodes": 1, "torch": {}}


def test_jobs_run_one_after_the_other() -> None:
    assert [job["name"] for job in JOBS] == NAMES
    waits = [job.get("dependsOn") for job in JOBS]
    assert waits == [None, *([{"name": name, "status": "Complete"}] for name in NAMES[:2])]


def test_trainer_finds_every_step() -> None:
    steps = [job["template"]["metadata"]["labels"]["trainer.kubeflow.org/trainjob-ancestor-step"] for job in JOBS]
    assert steps == ["dataset-initializer", "model-initializer", "trainer"]


def test_one_container_with_the_name_that_trainer_wants(job: dict[str, Any]) -> None:
    assert [container["name"] for container in pod(job)["containers"]] == [job["name"]]
    assert job["replicas"] == 1


def test_commands_are_the_image_contracts() -> None:
    assert [pod(job)["containers"][0]["command"] for job in JOBS] == [
        ["python", "-m", "gitune_initializer", "dataset"],
        ["python", "-m", "gitune_initializer", "model"],
        ["python", "-m", "gitune_trainer"],
    ]


def test_pod_security_is_restricted(job: dict[str, Any]) -> None:
    security = pod(job)["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert (security["runAsUser"], security["fsGroup"]) == (65532, 65532)
    container = pod(job)["containers"][0]["securityContext"]
    assert container == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    assert pod(job)["automountServiceAccountToken"] is False


def test_a_mistake_ends_the_run_and_a_lost_node_does_not(job: dict[str, Any]) -> None:
    assert pod(job)["restartPolicy"] == "Never"
    ignore, fail = job["template"]["spec"]["podFailurePolicy"]["rules"]
    assert (ignore["action"], ignore["onPodConditions"][0]["type"]) == ("Ignore", "DisruptionTarget")
    assert fail == {
        "action": "FailJob",
        "onExitCodes": {"containerName": job["name"], "operator": "In", "values": NEVER_RETRIED},
    }
    policy = RUNTIME["spec"]["template"]["spec"]["failurePolicy"]
    assert policy["rules"][0]["onJobFailureReasons"] == ["PodFailurePolicy"]
    assert policy["rules"][0]["action"] == "FailJobSet"
    assert 0 < policy["maxRestarts"] < 10


def test_every_mount_has_its_volume(job: dict[str, Any]) -> None:
    mounts = {mount["name"]: mount["mountPath"] for mount in pod(job)["containers"][0]["volumeMounts"]}
    assert set(mounts) == {volume["name"] for volume in pod(job)["volumes"]}
    assert (mounts["initializer"], mounts["tmp"]) == ("/workspace", "/tmp")


def test_initializers_are_bounded() -> None:
    for job in JOBS[:2]:
        resources = pod(job)["containers"][0]["resources"]
        assert set(resources["requests"]) == set(resources["limits"]) == {"cpu", "memory"}
