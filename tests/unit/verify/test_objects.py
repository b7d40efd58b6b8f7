from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from gitune.diagnostics.codes import CODES
from gitune.diagnostics.model import Finding
from gitune.manifests.model import Rendered, TreeFile
from gitune.project.model import Target, TrainerVersion
from gitune.verify.objects import verify
from support.runs import document, plan, rendered, runtime
from support.variants import TRAINERS, plans, projects

RUNTIME = "ClusterTrainingRuntime"
Change = Callable[[Any], object]


def changed(kind: str | None, change: Change, run: Rendered | None = None) -> list[Finding]:
    """What verify says of a run in which one file was changed."""
    run = run or rendered()
    files = []
    for file in run.files:
        documents = file.documents
        if file.schema == kind:
            documents = tuple(json.loads(json.dumps(manifest)) for manifest in documents)
            change(documents[-1])
        files.append(TreeFile(file.path, documents, file.schema))
    return verify(Rendered(run.run_name, run.namespace, run.name, tuple(files)), "2.3")


def pod(manifest: Any, job: int = 2) -> Any:
    return manifest["spec"]["template"]["spec"]["replicatedJobs"][job]["template"]["spec"]["template"]["spec"]


def generated(kustomization: Any) -> Any:
    """Labels and annotations of the run's ConfigMap."""
    generators = kustomization.get("configMapGenerator") or [{"options": {"labels": {}, "annotations": {}}}]
    return generators[0]["options"]


@pytest.mark.parametrize("trainer", TRAINERS)
@pytest.mark.parametrize("name", plans())
@pytest.mark.parametrize("project", projects())
def test_what_we_render_passes_for_every_version(name: str, project: str, trainer: TrainerVersion) -> None:
    settings = projects()[project].model_copy(update={"target": Target(trainer=trainer)})
    assert verify(rendered(plans()[name], settings), trainer) == []


def test_patches_of_one_version_are_unknown_to_the_other() -> None:
    run = rendered(plan(runtime=runtime(scope="existing", name="x")))
    assert [finding.message for finding in verify(run, "2.1")] == [
        f"TrainJob `{run.run_name}`: `spec.runtimePatches` there is no such field"
    ]


STRUCTURAL: dict[str, tuple[str, Change, str]] = {
    "unknown": (RUNTIME, lambda m: pod(m).update(volume=[]), "volume` there is no such field"),
    "missing": ("TrainJob", lambda m: m["spec"].pop("runtimeRef"), "`spec.runtimeRef` is missing"),
    "type": ("TrainJob", lambda m: m["spec"]["trainer"].update(numNodes="2"), "numNodes` must be integer"),
    "range": ("TrainJob", lambda m: m["spec"]["trainer"].update(numNodes=0), "numNodes` must be at least 1"),
    "quantity": (RUNTIME, lambda m: pod(m)["volumes"][3]["emptyDir"].update(sizeLimit="1.5Gi"), "sizeLimit"),
    "two volumes": (RUNTIME, lambda m: pod(m)["volumes"].append({"name": "shm", "emptyDir": {}}), "stands twice"),
    "two variables": (
        "TrainJob",
        lambda m: m["spec"]["trainer"].update(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]),
        "`spec.trainer.env[1]` stands twice: entries differ by `name`",
    ),
    "claim": ("PersistentVolumeClaim", lambda m: m["spec"].update(accessModes=[]), "at least 1 entries"),
    "flux": ("FluxKustomization", lambda m: m["spec"].update(interval="2d"), "interval` must have the form"),
}


@pytest.mark.parametrize("case", STRUCTURAL)
def test_what_fits_no_schema(case: str) -> None:
    kind, change, expected = STRUCTURAL[case]
    findings = changed(kind, change)
    assert {finding.code for finding in findings} == {"GT391"}
    assert any(expected in finding.message for finding in findings), findings


INCONSISTENT: dict[str, tuple[str | None, Change, str]] = {
    "label value": ("TrainJob", lambda m: m["metadata"]["labels"].update(a="-"), "no value for the label"),
    "label key": ("TrainJob", lambda m: m["metadata"]["labels"].update({"a b": "c"}), "`a b` is no key"),
    "annotations": ("TrainJob", lambda m: m["metadata"]["annotations"].update(a="x" * 300_000), "256 KiB"),
    "policies": (RUNTIME, lambda m: m["spec"]["mlPolicy"].update(jax={}), "may hold one of jax, torch"),
    "order": (
        RUNTIME,
        lambda m: m["spec"]["template"]["spec"].update(startupPolicy={"startupPolicyOrder": "InOrder"}),
        "exclude each other",
    ),
    "dependency": (
        RUNTIME,
        lambda m: m["spec"]["template"]["spec"]["replicatedJobs"].reverse(),
        "which is no earlier job",
    ),
    "mount": (RUNTIME, lambda m: pod(m)["volumes"].pop(), "mounts `shm`, which is no volume"),
    "name": ("TrainJob", lambda m: m["metadata"].update(name="a" * 34), "longer than 63 characters"),
    "reference": ("TrainJob", lambda m: m["spec"]["runtimeRef"].update(name="x"), "names the runtime `x`"),
    "no jobs": (RUNTIME, lambda m: m["spec"].pop("template"), "there is nothing to run"),
    "no storage": ("PersistentVolumeClaim", lambda m: m["spec"]["resources"]["requests"].clear(), "more than 0"),
    "storage of 0": (
        "PersistentVolumeClaim",
        lambda m: m["spec"]["resources"]["requests"].update(storage="0"),
        "more than 0",
    ),
    "a file that is not there": ("Kustomization", lambda m: m["resources"].append("x.yaml"), "`x.yaml`, which is not"),
    "a file that is not named": ("Kustomization", lambda m: m.pop("configurations"), "it does not name `"),
    "a file named twice": ("Kustomization", lambda m: m["resources"].extend(m["configurations"]), "yaml` twice"),
    "generated label": ("Kustomization", lambda m: generated(m)["labels"].update(a="-"), "no value for the label"),
    "generated number": ("Kustomization", lambda m: generated(m)["labels"].update({"1e3": "x"}), "as a number"),
    "generated word": ("Kustomization", lambda m: generated(m)["annotations"].update({"True": "x"}), "a word of YAML"),
    "config map": (RUNTIME, lambda m: pod(m)["volumes"][1]["configMap"].update(name="x"), "mounts the run's ConfigMap"),
    "no trainer": ("TrainJob", lambda m: m["spec"].pop("trainer"), "has no `spec.trainer`"),
    "tune run": ("TrainJob", lambda m: m["spec"]["trainer"].update(command=["tune", "run"]), "own torchtune path"),
    "config": (None, lambda m: m.update(prompt="x" * (1 << 20)), "1 MiB"),
}


@pytest.mark.parametrize("case", INCONSISTENT)
def test_what_kubernetes_would_refuse_later(case: str) -> None:
    kind, change, expected = INCONSISTENT[case]
    findings = changed(kind, change)
    assert {finding.code for finding in findings} == {"GT392"}
    assert any(expected in finding.message for finding in findings), findings


UNSAFE: dict[str, tuple[str | None, Change, str]] = {
    "variable": (None, lambda m: m.update(prompt="a ${b}"), "`prompt` holds `${`"),
    "variable in a key": ("TrainJob", lambda m: m["metadata"]["annotations"].update({"a${": ""}), "holds `${`"),
    "force": ("FluxKustomization", lambda m: m["spec"].update(force=True), "`spec.force` must not be set"),
    "forced": (
        "TrainJob",
        lambda m: m["metadata"]["annotations"].update({"kustomize.toolkit.fluxcd.io/force": "enabled"}),
        "must not ask for force",
    ),
    "argo": (
        "TrainJob",
        lambda m: m["metadata"]["annotations"].update({"argocd.argoproj.io/sync-options": "Replace=true"}),
        "must not ask for force",
    ),
    "ttl": (
        RUNTIME,
        lambda m: m["spec"]["template"]["spec"].update(ttlSecondsAfterFinished=1),
        "spec.template.spec.ttlSecondsAfterFinished` must not be set",
    ),
    "suspend": ("TrainJob", lambda m: m["spec"].update(suspend=False), "`spec.suspend` must not be set"),
    "volume": ("PersistentVolumeClaim", lambda m: m["spec"].update(volumeName="v"), "`spec.volumeName`"),
    "token": (None, lambda m: m.update(token="hf_" + "a1b2" * 9), "`token` holds what looks like a token"),
    "password": (None, lambda m: m.update(url="https://me:pass@example.com"), "`url` holds what looks like a token"),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_what_gitops_would_turn_against_the_run(case: str) -> None:
    kind, change, expected = UNSAFE[case]
    messages = [finding.message for finding in changed(kind, change) if finding.code == "GT393"]
    assert any(expected in message for message in messages), messages
    assert not any("a1b2" in message or "pass@" in message for message in messages)


def test_metadata_that_is_no_mapping_is_a_finding() -> None:
    findings = changed("TrainJob", lambda m: m.update(metadata=["a"]))
    assert any("`metadata` must be object" in finding.message for finding in findings)


def test_a_status_is_the_cluster_s() -> None:
    findings = changed("TrainJob", lambda m: m.update(status={}))
    assert [finding.message.partition(": ")[2] for finding in findings] == ["`status` there is no such field"]


def test_a_user_s_own_words_are_no_fields() -> None:
    run = rendered(plan(labels={"force": "yes", "suspend": "no"}, runtime=runtime(nodeSelector={"time": "x"})))
    assert verify(run, "2.3") == []
    assert changed(None, lambda m: m.update(force=1, suspend=2)) == []


@pytest.mark.parametrize(
    "token",
    [
        *("hf_", "api_org_", "github_pat_", "ghp_", "gho_", "ghr_", "ghs_", "ghu_", "glpat-", "sk-", "nvapi-"),
        *("AIza", "xoxb-", "gsk_", "npm_", "pypi-AgE", "dckr_pat_", "hvs.", "sk_live_", "Bearer ", "glsa_", "ya29."),
    ],
)
def test_every_known_form_of_a_token_is_looked_for(token: str) -> None:
    assert changed(None, lambda m: m.update(a=token + "aB3dE5gH7j" * 4))
    assert changed(None, lambda m: m.update(a="AKIA" + "A1B2C3D4" * 2))
    assert changed(None, lambda m: m.update(a="eyJ" + "abc12" * 4 + "." + "def34" * 4 + "." + "c"))


def test_every_code_is_in_the_registry_and_every_finding_has_a_hint() -> None:
    findings = changed("TrainJob", lambda m: m["spec"].update(suspend=False, x=1))
    assert {finding.code for finding in findings} <= set(CODES)
    assert all(finding.hint for finding in findings)


def test_the_general_validator_is_not_imported() -> None:
    import subprocess  # noqa: PLC0415

    program = (
        "import sys; sys.path[:0] = sys.argv[1:]; from support.runs import rendered; from gitune.verify.objects import "
        "verify; assert verify(rendered(), '2.3') == []; assert not {'jsonschema', 'yaml', 'pytest'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program, *filter(None, sys.path)], check=True)


def test_the_document_helper_finds_one_object() -> None:
    assert document(rendered(), "TrainJob")["kind"] == "TrainJob"
