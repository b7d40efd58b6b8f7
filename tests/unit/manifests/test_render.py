from __future__ import annotations

from typing import Any

import pytest

from gitune.manifests.flux import flux_duration, flux_root
from gitune.manifests.render import render
from gitune.plan.model import Plan
from support.kustomize import pods, volume
from support.runs import catalog, claim_source, config, document, plan, project, rendered, runtime, source
from support.variants import FULL, OWN, with_claims

RUNTIME = "ClusterTrainingRuntime"


def job_set(of: Plan) -> dict[str, Any]:
    return dict(document(rendered(of), RUNTIME)["spec"]["template"]["spec"])


def test_the_tree() -> None:
    assert [file.path for file in rendered().files] == [
        "team-a/support-bot/runtime/kustomization.yaml",
        "team-a/support-bot/runtime/kustomizeconfig.yaml",
        "team-a/support-bot/runtime/clustertrainingruntime.yaml",
        "team-a/support-bot/run/kustomization.yaml",
        "team-a/support-bot/run/kustomizeconfig.yaml",
        "team-a/support-bot/run/persistentvolumeclaim.yaml",
        "team-a/support-bot/run/trainjob.yaml",
        "team-a/support-bot/run/torchtune.yaml",
        "flux/team-a-support-bot.yaml",
    ]


def test_a_shared_claim_is_used_and_not_rendered() -> None:
    run = rendered(plan(storage=plan().storage._replace(claim="shared", owned=False)))
    assert "persistentvolumeclaim.yaml" not in {file.path.rpartition("/")[2] for file in run.files}
    for pod in pods(dict(document(run, RUNTIME))).values():
        assert volume(pod, "initializer")["persistentVolumeClaim"] == {"claimName": "shared"}


def test_initializers_are_told_what_the_image_contract_says() -> None:
    rows = source(files=("a b.json", "ü.json"))
    of = plan(dataset=plan().dataset._replace(source=rows), env={"HF_ENDPOINT": "https://hub.example.com"})
    dataset = document(rendered(of), "TrainJob")["spec"]["initializer"]["dataset"]
    assert dataset == {
        "storageUri": "hf://tatsu-lab/alpaca/data",
        "env": [
            {"name": "GITUNE_FILES", "value": '["a b.json","ü.json"]'},
            {"name": "GITUNE_REVISION", "value": "main"},
            {"name": "GITUNE_TARGET", "value": "/workspace/dataset/it@main"},
            {"name": "HF_ENDPOINT", "value": "https://hub.example.com"},
        ],
    }


def test_the_user_s_variables_reach_all_three_containers() -> None:
    spec = document(rendered(plan(env={"A": "1"})), "TrainJob")["spec"]
    for holder in (spec["initializer"]["dataset"], spec["initializer"]["model"], spec["trainer"]):
        assert {"name": "A", "value": "1"} in holder["env"]


def test_another_claim_is_mounted_read_only_where_it_is_read() -> None:
    of = with_claims(plan(), "rows", "weights")
    made = pods(dict(document(rendered(of), RUNTIME)))
    for step, claim in (("dataset-initializer", "rows"), ("model-initializer", "weights")):
        assert volume(made[step], f"claim-{claim}")["persistentVolumeClaim"] == {"claimName": claim, "readOnly": True}
        mount = {"name": f"claim-{claim}", "mountPath": f"/mnt/claims/{claim}", "readOnly": True}
        assert mount in made[step]["containers"][0]["volumeMounts"]
    assert not any(entry["name"].startswith("claim-") for entry in made["node"]["volumes"])


def test_the_run_s_own_claim_is_mounted_once_more_and_is_no_second_volume() -> None:
    of = plan(dataset=plan().dataset._replace(source=claim_source("support-bot")))
    pod = pods(dict(document(rendered(of), RUNTIME)))["dataset-initializer"]
    assert [entry["name"] for entry in pod["volumes"]] == ["initializer", "tmp"]
    mount = {"name": "initializer", "mountPath": "/mnt/claims/support-bot", "readOnly": True}
    assert mount in pod["containers"][0]["volumeMounts"]


def test_all_pods_go_to_the_same_nodes() -> None:
    for pod in pods(dict(document(rendered(plan(runtime=runtime(**FULL, **OWN))), RUNTIME))).values():
        assert pod["nodeSelector"] == {"gpu": "a100"}
        assert pod["tolerations"] == FULL["tolerations"]
        assert pod["serviceAccountName"] == "trainer"
        assert pod["automountServiceAccountToken"] is True
        assert pod["imagePullSecrets"] == [{"name": "registry"}]
        assert pod["priorityClassName"] == "training"


def test_a_pod_without_an_account_of_its_own_has_no_token() -> None:
    for pod in pods(dict(document(rendered(), RUNTIME))).values():
        assert pod["automountServiceAccountToken"] is False


def test_a_run_out_of_time_is_not_restarted() -> None:
    made = job_set(plan(runtime=runtime(activeDeadline="2d", maxRestarts=1)))
    deadlines = {job["name"]: job["template"]["spec"].get("activeDeadlineSeconds") for job in made["replicatedJobs"]}
    assert deadlines == {"dataset-initializer": None, "model-initializer": None, "node": 172800}
    assert made["failurePolicy"]["maxRestarts"] == 1
    assert made["failurePolicy"]["rules"][0]["onJobFailureReasons"] == ["DeadlineExceeded"]
    assert "DeadlineExceeded" not in str(job_set(plan()))


def test_shared_memory_is_the_plan_s() -> None:
    of = plan(devices=plan().devices._replace(shared_memory="32Gi"))
    node = pods(dict(document(rendered(of), RUNTIME)))["node"]
    assert volume(node, "shm")["emptyDir"] == {"medium": "Memory", "sizeLimit": "32Gi"}


def test_the_base_runtime_is_left_as_it_was() -> None:
    before = str(catalog().base_runtime["spec"])
    rendered(plan(runtime=runtime(**FULL, **OWN)))
    assert str(catalog().base_runtime["spec"]) == before


def test_the_queue_is_a_label_of_the_train_job_alone() -> None:
    run = rendered(plan(runtime=runtime(queue="team-a")))
    holders = [
        manifest["kind"]
        for file in run.files
        for manifest in file.documents
        if "kueue.x-k8s.io/queue-name" in (manifest.get("metadata") or {}).get("labels", {})
    ]
    assert holders == ["TrainJob"]


def test_a_user_s_label_is_on_every_object_and_in_no_pod() -> None:
    run = rendered(plan(labels={"team": "unheard-of"}))
    for file in run.files:
        for manifest in file.documents:
            if file.schema not in {"Kustomization", "KustomizeConfig", None}:
                assert manifest["metadata"]["labels"]["team"] == "unheard-of"
    assert "unheard-of" not in str([file.documents[0].get("spec") for file in run.files])


def test_resources_that_nobody_asked_for_are_not_rendered() -> None:
    devices = plan().devices._replace(resource_name=None, cpu=None, memory=None, devices_per_node=0, device="cpu")
    assert "resourcesPerNode" not in document(rendered(plan(devices=devices)), "TrainJob")["spec"]["trainer"]


def test_the_flux_kustomizations_follow_the_project_file() -> None:
    settings = project(
        output="out",
        repositoryPath="teams/a",
        flux={"interval": "2d", "sourceRef": {"kind": "Bucket", "name": "b"}, "serviceAccountName": "s"},
    )
    runtime_part, run_part = next(f for f in rendered(project=settings).files if f.path.startswith("flux/")).documents
    assert run_part["spec"]["path"] == "./teams/a/out/team-a/support-bot/run"
    assert runtime_part["spec"]["interval"] == "48h"
    assert runtime_part["spec"]["sourceRef"] == {"kind": "Bucket", "name": "b"}
    assert run_part["spec"]["serviceAccountName"] == "s"


def test_flux_kustomizations_have_names_that_fit_a_label() -> None:
    of = plan(name="a" * 24, namespace="n" * 63)
    flux = next(f for f in rendered(of).files if f.path.startswith("flux/")).documents
    names = [manifest["metadata"]["name"] for manifest in flux]
    assert all(len(name) <= 63 for name in names)
    assert len(set(names)) == 2
    assert flux[1]["spec"]["dependsOn"] == [{"name": names[0]}]


@pytest.mark.parametrize(("ours", "go"), [("90s", "90s"), ("10m", "10m"), ("12h", "12h"), ("2d", "48h")])
def test_durations_are_go_s(ours: str, go: str) -> None:
    assert flux_duration(ours) == go


def test_the_flux_root_is_sorted() -> None:
    assert flux_root(["b.yaml", "a.yaml"])["resources"] == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize(
    "base",
    [
        {},
        {"spec": {"template": {"spec": {"replicatedJobs": []}}}},
        {"spec": {"template": {"spec": {"replicatedJobs": [{"name": "dataset-initializer", "template": None}]}}}},
    ],
)
def test_a_base_runtime_without_its_jobs_is_a_finding(base: dict[str, Any]) -> None:
    result = render(plan(), config(plan()), catalog()._replace(base_runtime=base), project())
    assert result.rendered is None
    assert [finding.code for finding in result.findings] == ["GT390"]
