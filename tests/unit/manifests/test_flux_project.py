"""What Flux gets once for a project: the source with its root, notifications."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.manifests.delivery import project_files
from gitune.manifests.model import Manifest
from gitune.project.model import Project
from gitune.project.notifications import ProviderType
from gitune.verify.objects import verify, verify_delivery
from gitune.verify.schemas import checker_for
from support.runs import plan, project, rendered
from support.variants import plans

GIT = {"url": "https://git.example.com/ml/fine-tunes", "branch": "main"}
CHAT = {"provider": {"type": "slack", "channel": "fine-tuning", "secretRef": {"name": "chat-webhook"}}}


def settings(**flux: Any) -> Project:
    return project(flux={"sourceRef": {"name": "fine-tunes"}, **flux})


def made(of: Project) -> dict[str, Manifest]:
    return {file.path.removeprefix("flux/"): file.documents[0] for file in project_files(of)}


def kustomizations(of: Project) -> list[Manifest]:
    return [
        manifest for file in rendered(project=of).files if file.path.startswith("flux/") for manifest in file.documents
    ]


def test_a_project_that_asks_for_nothing_gets_nothing() -> None:
    assert project_files(project()) == ()
    assert rendered(project=project()) == rendered()
    assert not any("gitune.dev/project" in manifest["metadata"]["labels"] for manifest in kustomizations(project()))


def test_the_source_is_the_one_that_the_kustomizations_name() -> None:
    source = made(settings(source=GIT | {"secretRef": {"name": "deploy-key"}}))["source.yaml"]
    assert source["apiVersion"] == "source.toolkit.fluxcd.io/v1"
    assert source["kind"] == "GitRepository"
    assert (source["metadata"]["name"], source["metadata"]["namespace"]) == ("fine-tunes", "flux-system")
    assert source["spec"] == {
        "interval": "1m",
        "url": GIT["url"],
        "ref": {"branch": "main"},
        "secretRef": {"name": "deploy-key"},
    }


def test_an_artifact_is_a_source_too() -> None:
    of = project(
        flux={
            "namespace": "team-a",
            "sourceRef": {"kind": "OCIRepository", "name": "fine-tunes"},
            "source": {"url": "oci://registry.example.com/ml/fine-tunes", "semver": ">=1.0.0 <2.0.0", "interval": "1d"},
        }
    )
    source = made(of)["source.yaml"]
    assert source["kind"] == "OCIRepository"
    assert source["metadata"]["namespace"] == "team-a"
    assert source["spec"]["ref"] == {"semver": ">=1.0.0 <2.0.0"}
    assert source["spec"]["interval"] == "24h"
    assert made(of)["root.yaml"]["spec"]["sourceRef"] == {"kind": "OCIRepository", "name": "fine-tunes"}


def test_the_root_follows_the_tree_and_never_takes_itself_away() -> None:
    of = project(
        repositoryPath="prod", flux={"sourceRef": {"name": "src"}, "source": GIT, "serviceAccountName": "deployer"}
    )
    root, source = made(of)["root.yaml"], made(of)["source.yaml"]
    assert root["spec"]["path"] == "./prod/rendered/flux"
    assert root["spec"]["serviceAccountName"] == "deployer"
    assert (root["spec"]["prune"], root["spec"]["deletionPolicy"]) == (True, "Orphan")
    for manifest in (root, source):
        assert manifest["metadata"]["annotations"] == {"kustomize.toolkit.fluxcd.io/prune": "disabled"}


def test_what_the_root_may_prune_leaves_its_objects() -> None:
    for manifest in kustomizations(settings(source=GIT)):
        assert manifest["spec"]["deletionPolicy"] == "Orphan"


def test_one_alert_finds_every_kustomization_of_the_project_and_no_other() -> None:
    of = settings(source=GIT, notifications=CHAT | {"metadata": {"cluster": "prod"}}, name="ml")
    alert, provider = made(of)["alert.yaml"], made(of)["provider.yaml"]
    assert provider["apiVersion"] == alert["apiVersion"] == "notification.toolkit.fluxcd.io/v1beta3"
    assert alert["spec"]["providerRef"]["name"] == provider["metadata"]["name"] == "ml"
    assert alert["metadata"]["namespace"] == provider["metadata"]["namespace"] == "flux-system"
    (watched,) = alert["spec"]["eventSources"]
    assert watched == {"kind": "Kustomization", "name": "*", "matchLabels": {"gitune.dev/project": "ml"}}
    assert (alert["spec"]["eventSeverity"], alert["spec"]["eventMetadata"]) == ("error", {"cluster": "prod"})
    for manifest in (*kustomizations(of), made(of)["root.yaml"]):
        assert manifest["metadata"]["labels"]["gitune.dev/project"] == "ml"


def test_notifications_change_no_run() -> None:
    of = settings(notifications=CHAT)
    assert rendered(project=of).run_name == rendered().run_name


def test_a_user_s_labels_do_not_hide_a_kustomization_from_the_alert() -> None:
    run = rendered(plan(labels={"team": "a"}), settings(notifications=CHAT))
    for manifest in next(file for file in run.files if file.path.startswith("flux/")).documents:
        assert manifest["metadata"]["labels"]["team"] == "a"
        assert manifest["metadata"]["labels"]["gitune.dev/project"] == "gitune"


@pytest.mark.parametrize("kind", ProviderType.__args__)  # type: ignore[attr-defined]
def test_every_type_of_provider_passes_verify(kind: str) -> None:
    of = settings(notifications={"provider": {"type": kind, "secretRef": {"name": "s"}}, "severity": "info"})
    assert verify_delivery(project_files(of), "2.3") == []


@pytest.mark.parametrize("name", plans())
def test_every_object_passes_verify(name: str) -> None:
    of = settings(source=GIT, notifications=CHAT)
    assert verify(rendered(plans()[name], of), "2.3") == []
    assert verify_delivery(project_files(of), "2.3") == []


@pytest.mark.parametrize(
    ("schema", "change"),
    [
        ("FluxAlert", {"eventSources": []}),
        ("FluxAlert", {"suspend": True}),
        ("FluxProvider", {"type": "pigeon"}),
        ("FluxGitRepository", {"url": "oci://registry.example.com/x"}),
        ("FluxGitRepository", {"ref": {"branch": "a", "tag": "b"}}),
        ("FluxGitRepository", {"interval": "2d"}),
    ],
)
def test_the_schemas_are_strict(schema: str, change: dict[str, Any]) -> None:
    of = settings(source=GIT, notifications=CHAT)
    document = next(file.documents[0] for file in project_files(of) if file.schema == schema)
    assert checker_for(schema, "2.3").problems(document) == []
    assert checker_for(schema, "2.3").problems({**document, "spec": {**document["spec"], **change}})


def test_a_token_in_what_is_rendered_is_found() -> None:
    of = settings(notifications=CHAT | {"metadata": {"cluster": "ghp_" + "aB3dE5gH7j" * 4}})
    assert [finding.code for finding in verify_delivery(project_files(of), "2.3")] == ["GT393"]
