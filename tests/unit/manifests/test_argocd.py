"""What Argo CD gets in place of Flux: Applications, and the health check, run as the Lua that it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.emit.delivery import delivery_of
from gitune.emit.files import flux_root_bytes
from gitune.manifests.argocd import HEALTH_PATCH
from gitune.manifests.delivery import is_listed, project_files
from gitune.manifests.health import TRAIN_JOB_HEALTH
from gitune.manifests.model import Rendered
from gitune.plan.model import Plan
from gitune.project.model import Project
from gitune.verify.objects import verify, verify_delivery
from support.kustomize import build, build_all, write
from support.runs import plan, project, rendered, runtime
from support.variants import plans

URL = "https://git.example.com/ml/fine-tunes"


def settings(**argocd: Any) -> Project:
    return project(gitops="argocd", argocd={"url": URL, **argocd})


def application(of: Plan | None = None, **argocd: Any) -> dict[str, Any]:
    run = rendered(of or plan(), settings(**argocd))
    return dict(next(file.documents[0] for file in run.files if file.schema == "ArgoApplication"))


def files_but_delivery(run: Rendered) -> list[object]:
    return [file for file in run.files if file.path.count("/") > 1]


def test_only_the_delivery_differs_from_flux() -> None:
    ours, flux = rendered(project=settings()), rendered()
    assert ours.run_name == flux.run_name
    assert files_but_delivery(ours) == files_but_delivery(flux)
    paths = {file.path for file in ours.files if file.path.count("/") == 1}
    assert paths == {"argocd/team-a-support-bot.yaml"}


@pytest.mark.parametrize("name", plans())
def test_every_object_passes_verify(name: str) -> None:
    assert verify(rendered(plans()[name], settings()), "2.3") == []
    assert verify_delivery(project_files(settings()), "2.3") == []


def test_the_runtime_is_a_wave_before_the_run() -> None:
    run = rendered(project=settings())
    waves = {
        file.schema: file.documents[0]["metadata"]["annotations"].get("argocd.argoproj.io/sync-wave", "0")
        for file in run.files
        if file.schema in {"ClusterTrainingRuntime", "TrainJob", "PersistentVolumeClaim"}
    }
    assert waves == {"ClusterTrainingRuntime": "-1", "TrainJob": "0", "PersistentVolumeClaim": "0"}
    paths = [source["path"] for source in application()["spec"]["sources"]]
    assert paths == ["rendered/team-a/support-bot/runtime", "rendered/team-a/support-bot/run"]


def test_an_installed_runtime_is_nobody_s_to_apply() -> None:
    of = plan(runtime=runtime(scope="existing", name="installed"))
    assert [source["path"] for source in application(of)["spec"]["sources"]] == ["rendered/team-a/support-bot/run"]


def test_nothing_deletes_or_repeats_a_run() -> None:
    made = application()
    assert made["spec"]["syncPolicy"]["automated"] == {"prune": False, "selfHeal": False}
    assert "finalizers" not in made["metadata"]
    options = made["spec"]["syncPolicy"]["syncOptions"]
    assert options == ["ServerSideApply=true", "CreateNamespace=false"]
    assert not any("Replace" in option or "Force" in option for option in options)
    # It would copy a live `suspend` into what is applied, and own it from then on.
    assert "RespectIgnoreDifferences=true" not in options


def test_a_pruned_run_goes_last() -> None:
    policy = application(plan(runtime=runtime(retain="prune")))["spec"]["syncPolicy"]
    assert policy["automated"] == {"prune": True, "selfHeal": False}
    assert policy["syncOptions"][-1] == "PruneLast=true"


def test_what_others_own_is_no_difference() -> None:
    (ignored,) = application()["spec"]["ignoreDifferences"]
    assert ignored["kind"] == "TrainJob"
    assert {".spec.suspend", ".spec.runtimePatches[]?.time"} <= set(ignored["jqPathExpressions"])


def test_an_earlier_run_that_is_kept_is_no_difference(tmp_path: Path) -> None:
    """The annotation is Argo CD's to add (`kustomize edit add annotation`), and takes nothing from the claim's own."""
    for source in application()["spec"]["sources"]:
        assert source["kustomize"] == {"commonAnnotations": {"argocd.argoproj.io/compare-options": "IgnoreExtraneous"}}
    assert "kustomize" not in str(application(plan(runtime=runtime(retain="prune")))["spec"]["sources"])
    folder = write(rendered(project=settings()), tmp_path) / "run"
    file = folder / "kustomization.yaml"
    content = yaml.safe_load(file.read_text())
    content["commonAnnotations"] = {"argocd.argoproj.io/compare-options": "IgnoreExtraneous"}
    file.write_text(yaml.safe_dump(content))
    for kind, manifest in build(folder).items():
        annotations = manifest["metadata"]["annotations"]
        assert annotations["argocd.argoproj.io/compare-options"] == "IgnoreExtraneous", kind
    assert build(folder)["PersistentVolumeClaim"]["metadata"]["annotations"] == {
        "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
        "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
        "gitune.dev/description": "Answers first-level questions.",
        "kustomize.toolkit.fluxcd.io/prune": "disabled",
    }


def test_the_applications_follow_the_project_file() -> None:
    made = application(namespace="gitops", project="team-a", revision="rendered/prod", cluster="gpu-west")
    assert made["metadata"]["namespace"] == "gitops"
    assert made["spec"]["project"] == "team-a"
    assert made["spec"]["destination"] == {"name": "gpu-west", "namespace": "team-a"}
    assert made["spec"]["sources"][0]["targetRevision"] == "rendered/prod"
    assert application(server="https://10.0.0.1:6443")["spec"]["destination"]["server"] == "https://10.0.0.1:6443"
    below = project(gitops="argocd", argocd={"url": URL}, repositoryPath="teams/a", output="out")
    run = rendered(project=below)
    source = run.file("team-a-support-bot.yaml").documents[0]["spec"]["sources"][0]
    assert source["path"] == "teams/a/out/team-a/support-bot/runtime"


def test_a_commit_elsewhere_is_no_reason_to_sync() -> None:
    annotations = application()["metadata"]["annotations"]
    assert annotations["argocd.argoproj.io/manifest-generate-paths"] == "/rendered/team-a/support-bot"


def test_the_root_brings_every_application_and_not_the_patch(tmp_path: Path) -> None:
    delivery = delivery_of(settings())
    write(rendered(project=settings()), tmp_path)
    for path, data in {**delivery.files, delivery.root: b""}.items():
        (tmp_path / path).write_bytes(data)
    (tmp_path / delivery.root).write_bytes(flux_root_bytes(["team-a-support-bot.yaml", *delivery.listed]))
    made = build_all(tmp_path / "argocd")
    assert [(manifest["kind"], manifest["metadata"]["name"]) for manifest in made] == [
        ("Application", "gitune"),
        ("Application", "team-a-support-bot"),
    ]
    assert made[0]["spec"]["source"]["path"] == "rendered/argocd"
    assert made[0]["metadata"]["annotations"] == {"argocd.argoproj.io/sync-options": "Prune=false"}


STATUSES: dict[str, tuple[dict[str, Any] | None, str]] = {
    "no status": (None, "Progressing"),
    "created": ({"conditions": []}, "Progressing"),
    "waiting": ({"jobsStatus": [{"name": "node", "active": 0, "ready": 0, "succeeded": 0}]}, "Progressing"),
    "queued": ({"conditions": [{"type": "Suspended", "status": "True", "message": ""}]}, "Suspended"),
    "resumed": ({"conditions": [{"type": "Suspended", "status": "False", "message": ""}]}, "Progressing"),
    "running": ({"jobsStatus": [{"name": "node", "active": 1, "ready": 0, "succeeded": 0}]}, "Healthy"),
    "downloaded": ({"jobsStatus": [{"name": "x", "succeeded": 1}, {"name": "node", "active": 0}]}, "Healthy"),
    "complete": ({"conditions": [{"type": "Complete", "status": "True", "message": "done"}]}, "Healthy"),
    "failed": ({"conditions": [{"type": "Failed", "status": "True", "message": "exit code 18"}]}, "Degraded"),
    "resumed and failed": (
        {
            "conditions": [
                {"type": "Suspended", "status": "False", "message": ""},
                {"type": "Failed", "status": "True", "message": "exit code 18"},
            ],
            "jobsStatus": [{"name": "node", "active": 1}],
        },
        "Degraded",
    ),
}


def health(status: dict[str, Any] | None) -> dict[str, str]:
    """Runs the script as Argo CD does: Lua 5.1, `obj` a global, no library but the basic one."""
    lua51 = pytest.importorskip("lupa.lua51", reason="NOT RUN AS LUA: lupa is not installed")
    lua = lua51.LuaRuntime(unpack_returned_tuples=True)
    for library in ("string", "io", "debug", "math", "os"):
        lua.globals()[library] = None
    job: dict[str, Any] = {"kind": "TrainJob", **({"status": status} if status is not None else {})}
    lua.globals().obj = lua.table_from(job, recursive=True)
    return dict(lua.execute(TRAIN_JOB_HEALTH))


@pytest.mark.parametrize("state", STATUSES)
def test_health_is_what_the_train_job_says(state: str) -> None:
    status, expected = STATUSES[state]
    answer = health(status)
    assert answer["status"] == expected
    assert set(answer) == {"status", "message"}


def test_a_failed_run_says_why() -> None:
    assert health(STATUSES["failed"][0])["message"] == "exit code 18"


def test_the_health_check_is_a_patch_of_argo_cd_s_config_map() -> None:
    patch = next(file for file in project_files(settings()) if file.path == HEALTH_PATCH)
    assert not is_listed(patch)
    text = delivery_of(settings()).files[HEALTH_PATCH].decode()
    data = yaml.safe_load(text)["data"]
    assert data == {"resource.customizations.health.trainer.kubeflow.org_TrainJob": TRAIN_JOB_HEALTH}
    assert "TrainJob: |\n" in text
