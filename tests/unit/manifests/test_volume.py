"""What is rendered for a matrix: one volume, and runs that wait for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitune.compiler import compile_spec
from gitune.emit.files import MANIFEST, files_of, files_of_volume
from gitune.emit.stream import stream_of
from gitune.manifests.model import Manifest, Rendered, RenderedVolume, TreeFile
from gitune.project.model import Project
from gitune.verify.objects import verify_volume
from support.families import GRID, matrix
from support.runs import project
from support.specs import catalog, document

ARGOCD = project(gitops="argocd", argocd={"url": "https://git.example.com/ml/fine-tunes"})
FULL = project(
    output="out",
    repositoryPath="teams/a",
    flux={
        "namespace": "team-a",
        "sourceRef": {"kind": "OCIRepository", "name": "src"},
        "serviceAccountName": "deployer",
        "notifications": {"provider": {"type": "slack", "secretRef": {"name": "slack"}}},
    },
)


def found(files: tuple[TreeFile, ...], schema: str) -> list[dict[str, Any]]:
    return [dict(one) for file in files if file.schema == schema for one in file.documents]


def everything(runs: list[Rendered], volume: RenderedVolume) -> dict[str, bytes]:
    files = files_of_volume(volume, "finetune.yaml")
    for run in runs:
        own = files_of(run, "finetune.yaml")
        assert not files.keys() & own.keys()
        files |= own
    return files


def test_the_claim_is_rendered_once() -> None:
    family = matrix()
    paths = [path for path in everything(family.rendered, family.claim) if "persistentvolumeclaim" in path]
    assert paths == ["default/test/volume/persistentvolumeclaim.yaml"]
    assert [file.path for file in family.claim.files] == [
        "default/test/volume/kustomization.yaml",
        "default/test/volume/kustomizeconfig.yaml",
        "default/test/volume/persistentvolumeclaim.yaml",
        "flux/default-test.yaml",
    ]


def test_nothing_takes_it_from_the_cluster() -> None:
    (claim,) = found(matrix().claim.files, "PersistentVolumeClaim")
    assert claim["metadata"]["annotations"] == {
        "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
        "kustomize.toolkit.fluxcd.io/prune": "disabled",
    }
    for runtime in ({}, {"retain": "prune"}):
        (kustomization,) = found(matrix(runtime=runtime).claim.files, "FluxKustomization")
        assert kustomization["spec"]["prune"] is False
        assert kustomization["spec"]["deletionPolicy"] == "Orphan"


def test_every_run_waits_for_it_and_it_waits_for_nobody() -> None:
    family = matrix()
    (volume,) = found(family.claim.files, "FluxKustomization")
    assert volume["metadata"]["name"] == "default-test-volume"
    assert "dependsOn" not in volume["spec"]
    (health,) = volume["spec"]["healthCheckExprs"]
    # A claim that waits for its first consumer is Pending for as long as no run has started (R16).
    assert "'Pending'" in health["current"]
    for run in family.rendered:
        runtime, last = found(run.files, "FluxKustomization")
        assert last["spec"]["dependsOn"] == [{"name": runtime["metadata"]["name"]}, {"name": "default-test-volume"}]
        assert "dependsOn" not in runtime["spec"]


def test_an_installed_runtime_leaves_the_volume_to_wait_for() -> None:
    family = matrix(runtime={"scope": "existing", "name": "gitune-torchtune"})
    for run in family.rendered:
        (last,) = found(run.files, "FluxKustomization")
        assert last["spec"]["dependsOn"] == [{"name": "default-test-volume"}]
        assert '"claimName": "test"' in json.dumps(found(run.files, "TrainJob"))


def test_with_a_claim_that_exists_no_run_waits() -> None:
    for run in matrix(storage={"claimName": "models"}).rendered:
        runtime, last = found(run.files, "FluxKustomization")
        assert last["spec"]["dependsOn"] == [{"name": runtime["metadata"]["name"]}]


def test_argo_cd_has_an_application_for_it_and_no_wave_that_waits() -> None:
    family = matrix(project=ARGOCD)
    (application,) = found(family.claim.files, "ArgoApplication")
    assert application["metadata"]["name"] == "default-test"
    assert "argocd.argoproj.io/sync-wave" not in application["metadata"]["annotations"]
    assert application["spec"]["source"]["path"] == "rendered/default/test/volume"
    assert application["spec"]["syncPolicy"]["automated"] == {"prune": False, "selfHeal": False}
    assert "finalizers" not in application["metadata"]
    for run in family.rendered:
        (own,) = found(run.files, "ArgoApplication")
        assert not any("volume" in source["path"] for source in own["spec"]["sources"])
    names = [found(files, "ArgoApplication")[0]["metadata"]["name"] for files in (family.claim.files, run.files)]
    assert len(set(names)) == 2


@pytest.mark.parametrize("settings", [Project(), FULL, ARGOCD], ids=["default", "full", "argocd"])
def test_every_object_passes_verify(settings: Project) -> None:
    labels = {"metadata": {"labels": {"team": "a"}, "description": "Which rate?"}}
    volume = matrix(project=settings, **labels).claim
    assert verify_volume(volume, settings.target.trainer) == []
    (claim,) = found(volume.files, "PersistentVolumeClaim")
    assert claim["metadata"]["labels"]["team"] == "a"
    assert claim["metadata"]["annotations"]["gitune.dev/description"] == "Which rate?"


def test_verify_finds_what_is_broken() -> None:
    volume = matrix().claim

    def broken(schema: str, one: Manifest) -> list[str]:
        files = tuple(f._replace(documents=(one,)) if f.schema == schema else f for f in volume.files)
        return [finding.code for finding in verify_volume(volume._replace(files=files), "2.3")]

    (claim,) = found(volume.files, "PersistentVolumeClaim")
    (kustomization,) = found(volume.files, "Kustomization")
    (flux,) = found(volume.files, "FluxKustomization")
    assert broken("PersistentVolumeClaim", {**claim, "status": {}}) == ["GT391"]
    nothing = {**claim["spec"], "resources": {"requests": {"storage": "0"}}}
    assert broken("PersistentVolumeClaim", {**claim, "spec": nothing}) == ["GT392"]
    assert broken("Kustomization", {**kustomization, "resources": ["claim.yaml"]}) == ["GT392", "GT392"]
    described = {**claim["metadata"], "annotations": {"gitune.dev/description": "${x}"}}
    assert broken("PersistentVolumeClaim", {**claim, "metadata": described}) == ["GT393"]
    assert broken("FluxKustomization", {**flux, "spec": {**flux["spec"], "force": True}}) != []


def test_what_belongs_together_is_found_by_one_label() -> None:
    family = matrix()
    for files in (family.claim.files, *(run.files for run in family.rendered)):
        for kind in ("PersistentVolumeClaim", "TrainJob", "ClusterTrainingRuntime", "FluxKustomization"):
            for one in found(files, kind):
                assert one["metadata"]["labels"]["gitune.dev/matrix"] == "test", kind
                assert one["metadata"]["labels"]["app.kubernetes.io/part-of"] == "test"
    assert "gitune.dev/matrix" not in json.dumps([file.documents for file in plain().files])


def plain() -> Rendered:
    """The same spec without its matrix."""
    rendered = compile_spec(document(), Project(), catalog()).rendered
    assert rendered is not None
    return rendered


def test_its_manifest_names_no_run() -> None:
    files = files_of_volume(matrix().claim, "finetune.yaml")
    listing = json.loads(files[f"default/test/{MANIFEST}"])
    assert "run" not in listing
    assert listing["volume"] == "test"
    assert set(listing["files"]) == set(files) - {f"default/test/{MANIFEST}"}


def test_one_more_value_changes_nothing_but_what_is_new() -> None:
    before, after = (matrix({**GRID, "training.seed": seeds}) for seeds in ([1, 2], [3, 1, 2]))
    old, new = (everything(family.rendered, family.claim) for family in (before, after))
    assert old.keys() < new.keys()
    changed = {path for path in old if old[path] != new[path]}
    assert changed <= {"default/test/volume/persistentvolumeclaim.yaml", f"default/test/{MANIFEST}"}


def test_a_spec_that_becomes_a_matrix_keeps_its_claim() -> None:
    """The object is the same but for its size and modes, and now stands in a folder of its own."""
    alone = plain()
    (before,) = found(alone.files, "PersistentVolumeClaim")
    (after,) = found(matrix(storage={"accessModes": ["ReadWriteOnce"]}).claim.files, "PersistentVolumeClaim")
    assert (before["metadata"]["name"], before["metadata"]["namespace"]) == ("test", "default")
    assert before["metadata"]["annotations"] == after["metadata"]["annotations"]
    assert (after["metadata"]["name"], after["metadata"]["namespace"]) == ("test", "default")
    assert before["spec"]["accessModes"] == after["spec"]["accessModes"]
    flux = {one["metadata"]["name"] for one in found(alone.files, "FluxKustomization")}
    assert flux == {"default-test-runtime", "default-test-run"}
    paths = [{file.path for file in files} for files in (alone.files, matrix().claim.files)]
    assert paths[0] & paths[1] == {"flux/default-test.yaml"}


def test_a_stream_has_the_claim_before_every_run() -> None:
    family = matrix()
    text = stream_of(family.rendered, [family.claim])
    kinds = [line.removeprefix("kind: ") for line in text.splitlines() if line.startswith("kind: ")]
    assert kinds == ["PersistentVolumeClaim", *["ClusterTrainingRuntime", "ConfigMap", "TrainJob"] * 4]
