"""Its rendered trees, byte for byte, and what a cluster would make of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.cli.boundary import run
from support.crds import crd
from support.kustomize import build, build_all
from support.trees import tree_bytes

REPOSITORY = Path(__file__).parents[2] / "examples" / "gitops-repo"
ENVIRONMENTS = ("dev", "prod")
RUNS = sorted(folder for folder in REPOSITORY.glob("rendered/*/*/*/*") if folder.name in {"runtime", "run"})


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_tree_is_what_the_specs_compile_to(environment: str, tmp_path: Path, update: bool) -> None:
    if update:
        assert run(["compile", str(REPOSITORY)]) == 0
    assert run(["compile", str(REPOSITORY), "--env", environment, "-o", str(tmp_path)]) == 0
    assert tree_bytes(REPOSITORY / "rendered" / environment) == tree_bytes(tmp_path)


def test_check_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compile", "--check", str(REPOSITORY)]) == 0
    assert capsys.readouterr().out == ""


def test_two_teams_in_two_environments() -> None:
    runs = {(folder.parts[-4], folder.parts[-3]) for folder in RUNS}
    assert runs == {(environment, team) for environment in ENVIRONMENTS for team in ("team-a", "team-b")}


@pytest.mark.parametrize("folder", RUNS, ids=lambda folder: "-".join(folder.relative_to(REPOSITORY).parts))
def test_every_folder_builds_and_passes_the_real_crds(folder: Path) -> None:
    for kind, manifest in build(folder).items():
        if kind not in {"ConfigMap", "PersistentVolumeClaim"}:
            assert crd(kind).errors(manifest) == []


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_one_apply_is_the_bootstrap(environment: str) -> None:
    """`kubectl apply -k` on one folder brings the source, what follows it, and every fine-tune's pair."""
    made = build_all(REPOSITORY / "rendered" / environment / "flux")
    assert {manifest["metadata"]["namespace"] for manifest in made} == {"fine-tunes"}
    kinds = sorted(manifest["kind"] for manifest in made)
    assert kinds == ["Alert", "GitRepository", *["Kustomization"] * 5, "Provider"]
    source = next(manifest for manifest in made if manifest["kind"] == "GitRepository")
    for manifest in made:
        if manifest["kind"] == "Kustomization":
            assert manifest["spec"]["sourceRef"] == {"kind": "GitRepository", "name": source["metadata"]["name"]}
            assert manifest["spec"]["serviceAccountName"] == "fine-tunes"
            assert (REPOSITORY / manifest["spec"]["path"]).is_dir()
            assert crd("FluxKustomization").errors(manifest) == []


def rules(namespace: str) -> Iterator[tuple[str, str, set[str]]]:
    """What the account of Flux may do there: group, resource, verbs."""
    platform = build_all(REPOSITORY / "platform")
    named = {(m["kind"], m["metadata"]["name"]): m for m in platform}
    for binding in platform:
        if binding["kind"] == "RoleBinding" and binding["metadata"]["namespace"] == namespace:
            assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "fine-tunes", "namespace": "fine-tunes"}]
            for rule in named[binding["roleRef"]["kind"], binding["roleRef"]["name"]]["rules"]:
                for group in rule["apiGroups"]:
                    yield from ((group, resource, set(rule["verbs"])) for resource in rule["resources"])


def group_and_resource(manifest: dict[str, Any]) -> tuple[str, str]:
    group = manifest["apiVersion"].rpartition("/")[0]
    kind = manifest["kind"].lower()
    return group, f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def test_the_account_may_apply_what_is_rendered_and_no_more() -> None:
    used: dict[str, set[tuple[str, str]]] = {}
    for folder in (*RUNS, *(REPOSITORY / "rendered" / environment / "flux" for environment in ENVIRONMENTS)):
        for manifest in build_all(folder):
            used.setdefault(manifest["metadata"]["namespace"], set()).add(group_and_resource(manifest))
    for namespace, resources in used.items():
        allowed = {(group, resource): verbs for group, resource, verbs in rules(namespace)}
        assert resources == set(allowed), namespace
        for verbs in allowed.values():
            assert {"get", "list", "watch", "create", "patch"} <= verbs


def test_the_account_may_not_delete_a_claim() -> None:
    for team in ("team-a", "team-b"):
        verbs = {resource: verbs for _, resource, verbs in rules(team)}
        assert "delete" not in verbs["persistentvolumeclaims"]
        assert "deletecollection" not in {verb for allowed in verbs.values() for verb in allowed}


def test_every_namespace_that_is_used_is_made() -> None:
    made = {m["metadata"]["name"] for m in build_all(REPOSITORY / "platform") if m["kind"] == "Namespace"}
    assert made == {"fine-tunes", "team-a", "team-b"}


def test_every_folder_of_a_team_has_an_owner() -> None:
    lines = (REPOSITORY / ".github/CODEOWNERS").read_text().splitlines()
    owned = {line.split()[0]: set(line.split()[1:]) for line in lines if line and not line.startswith("#")}
    for team in ("team-a", "team-b"):
        for folder in (f"/{team}/", *(f"/rendered/{environment}/{team}/" for environment in ENVIRONMENTS)):
            assert (REPOSITORY / folder.strip("/")).is_dir()
            assert f"@acme/{team}" in owned[folder]
            assert ("@acme/ml-platform" in owned[folder]) == ("prod" in folder)


def test_only_the_spec_that_says_so_has_its_earlier_run_pruned() -> None:
    pruned = {
        (file.parts[-3], document["metadata"]["name"])
        for file in REPOSITORY.glob("rendered/*/flux/team-*.yaml")
        for document in yaml.safe_load_all(file.read_text())
        if document["spec"]["prune"]
    }
    assert pruned == {("prod", "team-b-contract-notes-runtime"), ("prod", "team-b-contract-notes-run")}


def test_the_same_model_for_argo_cd(tmp_path: Path) -> None:
    """The repository is Flux's; that its specs render for Argo CD as well takes one field more."""
    copy = tmp_path / "copy"
    shutil.copytree(REPOSITORY, copy)
    with (copy / "gitune.yaml").open("a") as project:
        project.write("\ngitops: argocd\nargocd: {url: https://git.example.com/ml/fine-tunes}\n")
    spec = copy / "team-a/support-bot.finetune.yaml"
    assert run(["compile", str(spec), "--env", "dev", "-o", str(tmp_path / "out")]) == 0
    made = yaml.safe_load((tmp_path / "out/argocd/team-a-support-bot.yaml").read_text())
    assert [source["path"] for source in made["spec"]["sources"]] == [
        "rendered/dev/team-a/support-bot/runtime",
        "rendered/dev/team-a/support-bot/run",
    ]
    ours = json.loads(next((tmp_path / "out").glob("team-a/*/gitune-manifest.json")).read_bytes())
    theirs = json.loads(next(REPOSITORY.glob("rendered/dev/team-a/*/gitune-manifest.json")).read_bytes())
    assert ours["run"] == theirs["run"]
