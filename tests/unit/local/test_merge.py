"""The merge, against the behaviour of Trainer's controller (reference/trainer.md, "From TrainJob to pods")."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.local.merge import merge
from gitune.local.refusal import Refused
from gitune.local.torch_plugin import cpus, processes_per_node


def container(jobset: dict[str, Any], job: str) -> dict[str, Any]:
    found = next(j for j in jobset["replicatedJobs"] if j["name"] == job)
    made: dict[str, Any] = found["template"]["spec"]["template"]["spec"]["containers"][0]
    return made


def values(of: dict[str, Any]) -> dict[str, Any]:
    return {e["name"]: e.get("value", e.get("valueFrom")) for e in of["env"]}


def refusal(trainjob: dict[str, Any], runtime: dict[str, Any]) -> str:
    with pytest.raises(Refused) as caught:
        merge(trainjob, runtime)
    assert [d.code for d in caught.value.diagnostics] == ["GT609"]
    return str(caught.value)


def patch(job: str, pod: dict[str, Any]) -> dict[str, Any]:
    jobs = [{"name": job, "template": {"spec": {"template": {"spec": pod}}}}]
    return {"manager": "test", "trainingRuntimeSpec": {"template": {"spec": {"replicatedJobs": jobs}}}}


def test_torch_variables_come_after_the_trainjobs_own(trainjob: Any, runtime: Any) -> None:
    trainjob["spec"]["trainer"].update(numNodes=3, numProcPerNode=2, env=[{"name": "A", "value": "1"}])
    jobset = merge(trainjob, runtime)
    node = container(jobset, "node")
    assert [e["name"] for e in node["env"]] == [
        *["A", "PET_NNODES", "PET_NPROC_PER_NODE", "PET_NODE_RANK", "PET_MASTER_ADDR", "PET_MASTER_PORT"]
    ]
    assert values(node) | {"PET_NODE_RANK": None} == {
        "A": "1",
        "PET_NNODES": "3",
        "PET_NPROC_PER_NODE": "2",
        "PET_NODE_RANK": None,
        "PET_MASTER_ADDR": "quick-1a2b3c4d-node-0-0.quick-1a2b3c4d",
        "PET_MASTER_PORT": "29500",
    }
    job = next(j for j in jobset["replicatedJobs"] if j["name"] == "node")["template"]["spec"]
    assert (job["parallelism"], job["completions"]) == (3, 3)


def test_nodes_come_from_the_runtime_where_the_trainjob_says_nothing(trainjob: Any, runtime: Any) -> None:
    runtime["spec"]["mlPolicy"]["numNodes"] = 4
    del trainjob["spec"]["trainer"]["numNodes"]
    assert values(container(merge(trainjob, runtime), "node"))["PET_NNODES"] == "4"


def test_torch_variables_need_a_trainer(trainjob: Any, runtime: Any) -> None:
    del trainjob["spec"]["trainer"]
    assert "env" not in container(merge(trainjob, runtime), "node")


@pytest.mark.parametrize(
    ("trainer", "limits", "expected"),
    [
        ({"numProcPerNode": 2}, {"nvidia.com/gpu": "8"}, "2"),
        ({}, {"nvidia.com/gpu": "8"}, "auto"),
        ({}, {"nvidia.com/mig-1g.5gb": "2", "cpu": "6"}, "6"),
        ({}, {"cpu": "1500m"}, "2"),
        ({}, {"cpu": "0"}, "1"),
        ({}, {}, "1"),
    ],
)
def test_processes_per_node(trainer: dict[str, Any], limits: dict[str, str], expected: str) -> None:
    assert processes_per_node(trainer, {"limits": limits}) == expected


@pytest.mark.parametrize(("quantity", "cores"), [("2", 2), (3, 3), ("250m", 1), ("1e1", 10), ("2k", 2000), ("0.5", 1)])
def test_cpu_quantities_round_up(quantity: str | int, cores: int) -> None:
    assert cpus(quantity) == cores


@pytest.mark.parametrize("quantity", ["", "many", "m"])
def test_no_cpu_quantity(quantity: str) -> None:
    with pytest.raises(Refused):
        cpus(quantity)


def test_trainer_replaces_what_it_sets_and_leaves_the_rest(trainjob: Any, runtime: Any) -> None:
    limits = {"limits": {"cpu": "2"}}
    trainjob["spec"]["trainer"].update(image="mine:1", resourcesPerNode=limits)
    node = container(merge(trainjob, runtime), "node")
    assert (node["image"], node["args"], node["resources"]) == ("mine:1", ["a_recipe"], limits)
    assert node["command"] == ["python", "-m", "gitune_trainer"]


def test_initializers_get_their_source_environment_and_secret(trainjob: Any, runtime: Any) -> None:
    containers = runtime["spec"]["template"]["spec"]["replicatedJobs"]
    first = containers[0]["template"]["spec"]["template"]["spec"]["containers"][0]
    first["env"] = [{"name": "GITUNE_TARGET", "value": "of the runtime"}, {"name": "KEPT", "value": "yes"}]
    trainjob["spec"]["initializer"]["dataset"]["secretRef"] = {"name": "hub"}
    made = container(merge(trainjob, runtime), "dataset-initializer")
    assert values(made) == {"GITUNE_TARGET": "/workspace/d", "KEPT": "yes", "STORAGE_URI": "file:///rows"}
    assert made["envFrom"] == [{"secretRef": {"name": "hub"}}]
    assert values(container(merge(trainjob, runtime), "model-initializer"))["STORAGE_URI"] == "hf://org/model"


def test_merging_changes_neither_object(trainjob: Any, runtime: Any) -> None:
    before = (repr(trainjob), repr(runtime))
    merge(trainjob, runtime)
    assert (repr(trainjob), repr(runtime)) == before


@pytest.mark.parametrize("version", ["2.1", "2.2"])
def test_patches_merge_strategically(trainjob: Any, runtime: Any, version: str) -> None:
    mounts = [{"name": "more", "mountPath": "/more"}, {"name": "other", "mountPath": "/tmp"}]
    pod = {
        "volumes": [
            {"name": "more", "emptyDir": {}},
            {"name": "initializer", "persistentVolumeClaim": {"claimName": "x"}},
        ],
        "containers": [{"name": "node", "volumeMounts": mounts}],
        "serviceAccountName": "trainer",
        "tolerations": [{"operator": "Exists"}],
        "securityContext": {"runAsUser": None, "fsGroup": 7},
    }
    if version == "2.1":
        trainjob["spec"]["podTemplateOverrides"] = [{"targetJobs": [{"name": "node"}], "spec": pod}]
    else:
        trainjob["spec"]["runtimePatches"] = [patch("node", pod)]
    jobset = merge(trainjob, runtime)
    made = next(j for j in jobset["replicatedJobs"] if j["name"] == "node")["template"]["spec"]["template"]["spec"]
    volumes = {v["name"]: v for v in made["volumes"]}
    assert volumes["initializer"]["persistentVolumeClaim"]["claimName"] == "x"
    assert list(volumes) == ["initializer", "config", "tmp", "shm", "more"]
    assert {m["mountPath"]: m["name"] for m in made["containers"][0]["volumeMounts"]} == {
        "/workspace": "initializer",
        "/etc/gitune": "config",
        "/tmp": "other",
        "/dev/shm": "shm",
        "/more": "more",
    }
    assert (made["serviceAccountName"], made["tolerations"]) == ("trainer", [{"operator": "Exists"}])
    assert "runAsUser" not in made["securityContext"]
    assert (made["securityContext"]["fsGroup"], made["securityContext"]["runAsGroup"]) == (7, 65532)


def test_what_trainers_webhooks_refuse(trainjob: Any, runtime: Any) -> None:
    env = [{"name": "A", "value": "1"}]
    patched = {**trainjob["spec"], "runtimePatches": [patch("node", {"containers": [{"name": "node", "env": env}]})]}
    assert "sets env of the container node" in refusal({**trainjob, "spec": patched}, runtime)

    patched["runtimePatches"] = [patch("no-such-job", {})]
    assert "the job no-such-job" in refusal({**trainjob, "spec": patched}, runtime)

    trainjob["spec"]["trainer"]["env"] = [{"name": "PET_NNODES", "value": "9"}]
    assert "PET_NNODES" in refusal(trainjob, runtime)


def test_upstreams_torchtune_path_is_not_guessed(trainjob: Any, runtime: Any) -> None:
    trainjob["spec"]["trainer"]["command"] = ["tune", "run"]
    assert "guess recipe and config" in refusal(trainjob, runtime)


def test_an_initializer_needs_its_job_and_mount(trainjob: Any, runtime: Any) -> None:
    jobs = runtime["spec"]["template"]["spec"]["replicatedJobs"]
    jobs[0]["template"]["spec"]["template"]["spec"]["containers"][0]["volumeMounts"] = []
    assert "lacks the volume mount 'initializer'" in refusal(trainjob, runtime)
    del jobs[0]
    assert "dataset-initializer" in refusal(trainjob, runtime)


def test_other_policies_are_refused(trainjob: Any, runtime: Any) -> None:
    runtime["spec"]["mlPolicy"] = {"numNodes": 1, "mpi": {}}
    assert "mlPolicy.mpi" in refusal(trainjob, runtime)
