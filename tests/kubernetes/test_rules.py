"""R1 to R19 of docs/gitops.md, each by its number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from cel_expr_python import cel

from gitune.canonical.yaml import dump_sorted
from gitune.emit.files import files_of
from gitune.manifests.model import Rendered
from gitune.plan.model import Plan
from gitune.project.model import Target, TrainerVersion
from gitune.spec.quantity import canonical_quantity
from gitune.verify.objects import verify
from support.kustomize import pods
from support.runs import document, manifested, plan, rendered, runtime
from support.variants import OWN, TRAINERS, plans, projects

QUANTITY = re.compile(r"[0-9]+(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?")


@pytest.fixture(params=plans())
def run(request: pytest.FixtureRequest) -> Rendered:
    return rendered(plans()[request.param])


def flux(run: Rendered) -> list[dict[str, Any]]:
    file = next(file for file in run.files if file.schema == "FluxKustomization")
    return [dict(manifest) for manifest in file.documents]


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from keys(item)


def all_keys(run: Rendered) -> set[str]:
    return {key for file in run.files for manifest in file.documents for key in keys(manifest)}


def test_r1_runtime_and_run_are_two_kustomizations_joined_by_depends_on() -> None:
    run = rendered()
    first, second = flux(run)
    assert second["spec"]["dependsOn"] == [{"name": first["metadata"]["name"]}]
    folders = {file.schema: file.path.split("/")[2] for file in run.files if file.path.count("/") == 3}
    assert folders["ClusterTrainingRuntime"] == "runtime"
    assert folders["TrainJob"] == "run"
    assert [kustomization["spec"]["path"].rpartition("/")[2] for kustomization in (first, second)] == ["runtime", "run"]


def test_r2_each_spec_has_a_pair_of_its_own() -> None:
    runs = [rendered(plan(name=name)) for name in ("one", "two")]
    names = [kustomization["metadata"]["name"] for run in runs for kustomization in flux(run)]
    assert len(set(names)) == 4
    assert not {file.path for file in runs[0].files} & {file.path for file in runs[1].files}


def test_r3_what_is_immutable_carries_the_digest(run: Rendered) -> None:
    assert document(run, "TrainJob")["metadata"]["name"] == run.run_name
    generator = next(d for f in run.files for d in f.documents if "configMapGenerator" in d)["configMapGenerator"][0]
    assert generator["name"] == run.run_name
    assert generator["options"]["immutable"] is True
    assert generator["options"]["disableNameSuffixHash"] is True
    for kind in ("ClusterTrainingRuntime", "TrainingRuntime"):
        if any(file.schema == kind for file in run.files):
            assert document(run, kind)["metadata"]["name"].endswith(run.run_name)


def test_r4_force_is_nowhere(run: Rendered) -> None:
    assert b"force" not in b"".join(files_of(run, "finetune.yaml").values()).lower()


def test_r5_the_claim_is_stable_and_never_pruned() -> None:
    one, two = rendered(), rendered(batch_size=8)
    assert one.run_name != two.run_name
    assert document(one, "PersistentVolumeClaim") == document(two, "PersistentVolumeClaim")
    metadata = document(one, "PersistentVolumeClaim")["metadata"]
    assert metadata["name"] == "support-bot"
    assert metadata["annotations"]["kustomize.toolkit.fluxcd.io/prune"] == "disabled"
    assert metadata["annotations"]["argocd.argoproj.io/sync-options"] == "Prune=false,Delete=false"
    assert one.file("torchtune.yaml").documents[0]["output_dir"] == f"/workspace/output/{one.run_name}"
    assert "volumeClaimPolicies" not in all_keys(one)


def test_r6_nothing_has_a_time_to_live(run: Rendered) -> None:
    assert "ttlSecondsAfterFinished" not in all_keys(run)


def test_r7_nothing_belongs_to_somebody_else(run: Rendered) -> None:
    theirs = {"suspend", "managedBy", "time", "volumeName", "creationTimestamp", "uid", "resourceVersion"}
    assert not all_keys(run) & theirs
    assert not any("status" in manifest for file in run.files for manifest in file.documents)


def test_r8_no_variable_and_no_substitution(run: Rendered) -> None:
    assert b"${" not in b"".join(files_of(run, "finetune.yaml").values())
    generator = next(d for f in run.files for d in f.documents if "configMapGenerator" in d)["configMapGenerator"][0]
    kinds = ("TrainJob", "ClusterTrainingRuntime", "TrainingRuntime")
    metadata = [f.documents[0]["metadata"] for f in run.files if f.schema in kinds]
    for annotated in (generator["options"], *metadata):
        assert annotated["annotations"]["kustomize.toolkit.fluxcd.io/substitute"] == "disabled"


def test_r8_a_variable_that_no_rule_of_the_spec_caught_is_found_in_what_is_rendered() -> None:
    run = rendered(plan(description="costs ${much}", env={"PRICE": "${x}"}), prompt="Dear ${name}")
    messages = [finding.message for finding in verify(run, "2.3") if finding.code == "GT393"]
    for place in ("description`", "`spec.trainer.env[0].value`", "`prompt`"):
        assert any(f"{place} holds `${{`" in message for message in messages), place


def test_r9_every_folder_lists_all_of_its_manifests(run: Rendered) -> None:
    folders = {file.path.rpartition("/")[0] for file in run.files} - {"flux"}
    for folder in folders:
        files = {file.path.rpartition("/")[2]: file for file in run.files if file.path.startswith(f"{folder}/")}
        kustomization = files.pop("kustomization.yaml").documents[0]
        generated = [name for entry in kustomization.get("configMapGenerator", ()) for name in entry["files"]]
        assert {*kustomization["resources"], *kustomization["configurations"], *generated} == set(files)


STATUSES: dict[str, tuple[dict[str, Any], bool, bool]] = {
    "new": ({}, False, False),
    "created": ({"conditions": []}, False, False),
    "running": ({"jobsStatus": [{"active": 1, "ready": 0, "succeeded": 0}]}, True, False),
    "waiting": ({"jobsStatus": [{"active": 0, "ready": 0, "succeeded": 0}]}, False, False),
    "complete": ({"conditions": [{"type": "Complete", "status": "True"}]}, True, False),
    "queued": ({"conditions": [{"type": "Suspended", "status": "True"}]}, True, False),
    "resumed": ({"conditions": [{"type": "Suspended", "status": "False"}]}, False, False),
    "failed": ({"conditions": [{"type": "Failed", "status": "True"}]}, False, True),
}


@pytest.mark.parametrize("state", STATUSES)
def test_r10_health_is_what_the_train_job_says(state: str) -> None:
    status, current, failed = STATUSES[state]
    expressions = flux(rendered())[-1]["spec"]["healthCheckExprs"][0]
    environment = cel.NewEnv(variables={"status": cel.Type.DYN})
    for key, expected in (("current", current), ("failed", failed)):
        assert "exists(" in expressions[key]
        assert "filter(" not in expressions[key]
        assert environment.compile(expressions[key]).eval(data={"status": status}).value() is expected


def test_r11_secrets_are_only_named(run: Rendered) -> None:
    for file in run.files:
        for manifest in file.documents:
            assert manifest.get("kind") != "Secret"
    initializer = document(run, "TrainJob")["spec"]["initializer"]["model"]
    token = [entry for entry in initializer["env"] if entry["name"] == "HF_TOKEN"]
    expected = {"name": "HF_TOKEN", "valueFrom": {"secretKeyRef": {"name": "hf-token", "key": "token"}}}
    assert token == ([] if initializer["storageUri"].startswith("pvc://") else [expected])


def test_r12_quantities_are_canonical(run: Rendered) -> None:
    found = list(quantities([manifest for file in run.files if file.schema for manifest in file.documents]))
    for quantity in found:
        assert isinstance(quantity, str)
        assert QUANTITY.fullmatch(quantity)
        assert canonical_quantity(quantity) == quantity


def quantities(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"limits", "requests"}:
                yield from item.values()
            elif key == "sizeLimit":
                yield item
            else:
                yield from quantities(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from quantities(item)


def test_r13_the_longest_pod_name_fits(run: Rendered) -> None:
    assert re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", run.run_name)
    assert len(run.run_name) <= 33
    assert len(f"{run.run_name}-dataset-initializer-0-0-abcde") <= 63


def test_r14_every_folder_tells_kustomize_about_names_and_images(run: Rendered) -> None:
    """What it does is in test_kustomize.py."""
    for file in run.files:
        if file.path.endswith("/kustomization.yaml"):
            assert file.documents[0]["configurations"] == ["kustomizeconfig.yaml"]


def test_r15_objects_outlive_their_kustomization_and_old_runs_go_on(run: Rendered) -> None:
    for kustomization in flux(run):
        assert kustomization["spec"]["deletionPolicy"] == "Orphan"
        assert kustomization["spec"]["prune"] is False


def test_r16_the_claim_stands_beside_the_train_job() -> None:
    paths = {file.schema: file.path for file in rendered().files if file.path.count("/") == 3}
    assert paths["PersistentVolumeClaim"].rpartition("/")[0] == paths["TrainJob"].rpartition("/")[0]


@pytest.mark.parametrize(
    ("scope", "kind"),
    [("cluster", "ClusterTrainingRuntime"), ("namespace", "TrainingRuntime"), ("existing", "ClusterTrainingRuntime")],
)
def test_r17_three_scopes(scope: str, kind: str) -> None:
    run = rendered(plan(runtime=runtime(scope=scope, **({"name": "installed"} if scope == "existing" else {}))))
    reference = document(run, "TrainJob")["spec"]["runtimeRef"]
    assert reference["kind"] == kind
    kinds = {file.schema for file in run.files}
    assert kinds & {"ClusterTrainingRuntime", "TrainingRuntime"} == (set() if scope == "existing" else {kind})
    assert len(flux(run)) == (1 if scope == "existing" else 2)
    if scope == "existing":
        assert reference["name"] == "installed"
        assert not any("/runtime/" in file.path for file in run.files)
        assert "dependsOn" not in flux(run)[0]["spec"]


@pytest.mark.parametrize("trainer", TRAINERS)
def test_r17_an_installed_runtime_is_patched_in_the_words_of_its_version(trainer: TrainerVersion) -> None:
    project = projects()["default"].model_copy(update={"target": Target(trainer=trainer)})
    spec = document(rendered(plans()["existing-full"], project), "TrainJob")["spec"]
    if trainer == "2.1":
        patched = {entry["targetJobs"][0]["name"]: entry["spec"] for entry in spec["podTemplateOverrides"]}
    else:
        jobs = spec["runtimePatches"][0]["trainingRuntimeSpec"]["template"]["spec"]["replicatedJobs"]
        patched = {job["name"]: job["template"]["spec"]["template"]["spec"] for job in jobs}
    own = pods(dict(document(rendered(plans()["existing-full"]._replace(runtime=runtime())), "ClusterTrainingRuntime")))
    assert set(patched) == set(own)
    for name, pod in patched.items():
        volumes = [volume["name"] for volume in own[name]["volumes"]]
        assert {volume["name"] for volume in pod["volumes"]} <= set(volumes)
        assert pod["serviceAccountName"] == "trainer"
    assert not {"runtimePatches", "podTemplateOverrides"} & set(document(rendered(), "TrainJob")["spec"])


def test_r17_what_an_installed_runtime_decides_is_refused() -> None:
    result = manifested(plan(runtime=runtime(scope="existing", name="installed", **OWN)))
    fields = [finding.path for finding in result.findings if finding.code == "GT354"]
    assert fields == [("runtime", field) for field in ("priorityClassName", "activeDeadline", "maxRestarts")]


def test_r18_the_train_job_says_nodes_and_processes(run: Rendered) -> None:
    trainer = document(run, "TrainJob")["spec"]["trainer"]
    assert trainer["numNodes"] >= 1
    assert trainer["numProcPerNode"] == 2


def test_r18_requests_equal_limits() -> None:
    wanted = {"cpu": "16", "memory": "128Gi", "nvidia.com/gpu": "2"}
    trainer = document(rendered(), "TrainJob")["spec"]["trainer"]
    assert trainer["resourcesPerNode"] == {"limits": wanted, "requests": wanted}


def test_r19_the_command_is_ours(run: Rendered) -> None:
    assert "command" not in document(run, "TrainJob")["spec"]["trainer"]
    for kind in ("ClusterTrainingRuntime", "TrainingRuntime"):
        if any(file.schema == kind for file in run.files):
            node = pods(dict(document(run, kind)))["node"]["containers"][0]
            assert node["command"] == ["python", "-m", "gitune_trainer"]


def restricted(pod: dict[str, Any]) -> list[str]:
    """What the Pod Security Standard `restricted` would say."""
    faults = []
    security = pod.get("securityContext", {})
    if security.get("seccompProfile", {}).get("type") != "RuntimeDefault" or not security.get("runAsNonRoot"):
        faults.append("pod")
    for container in pod["containers"]:
        own = container.get("securityContext", {})
        fine = own.get("allowPrivilegeEscalation") is False and own.get("capabilities") == {"drop": ["ALL"]}
        if not fine or own.get("readOnlyRootFilesystem") is not True:
            faults.append(container["name"])
    allowed = {"name", "configMap", "emptyDir", "persistentVolumeClaim"}
    return faults + [volume["name"] for volume in pod["volumes"] if set(volume) - allowed]


def test_pods_are_restricted(run: Rendered) -> None:
    for kind in ("ClusterTrainingRuntime", "TrainingRuntime"):
        if any(file.schema == kind for file in run.files):
            for pod in pods(dict(document(run, kind))).values():
                assert restricted(pod) == []


def test_the_same_plan_gives_the_same_bytes() -> None:
    def text(of: Plan) -> str:
        run = rendered(of)
        return "".join(dump_sorted(manifest) for file in run.files for manifest in file.documents)

    other = plan()._replace(
        labels=dict(reversed(list(plan().labels.items()))), env=dict(reversed({"A": "1", "B": "2"}.items()))
    )
    assert text(other) == text(plan()._replace(env={"A": "1", "B": "2"}))
