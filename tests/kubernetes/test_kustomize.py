"""What kustomize makes of the rendered folders, and of an overlay over them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.canonical.config import config_text
from gitune.data import data_folder
from gitune.emit.files import FLUX_ROOT, flux_root_bytes
from gitune.manifests.model import Rendered
from gitune.project.model import Target, TrainerVersion
from support.crds import crd
from support.kustomize import Objects, build, build_all, pods, volume, write
from support.runs import document, plan, rendered, runtime
from support.variants import TRAINERS, plans, projects

OPENAPI = data_folder("schema") / "kubernetes" / "kustomize.openapi.json"


@pytest.mark.parametrize("name", plans())
def test_both_folders_build(name: str, tmp_path: Path) -> None:
    run = rendered(plans()[name])
    folder = write(run, tmp_path)
    made = build(folder / "run")
    if (folder / "runtime").exists():
        made |= build(folder / "runtime")
    for kind, manifest in made.items():
        if kind == "ConfigMap":
            _is_the_run_s_config(manifest, run)
        else:
            assert manifest == json.loads(json.dumps(document(run, kind)))


def _is_the_run_s_config(config_map: dict[str, Any], run: Rendered) -> None:
    assert config_map["metadata"]["name"] == run.run_name
    assert config_map["metadata"]["namespace"] == run.namespace
    assert config_map["immutable"] is True
    assert config_map["data"] == {"torchtune.yaml": config_text(run.file("torchtune.yaml").documents[0])}


def test_the_flux_root_builds(tmp_path: Path) -> None:
    run = rendered()
    write(run, tmp_path)
    (tmp_path / FLUX_ROOT).write_bytes(flux_root_bytes(["team-a-support-bot.yaml"]))
    flux = next(file for file in run.files if file.schema == "FluxKustomization")
    made = {manifest["metadata"]["name"]: manifest for manifest in build_all(tmp_path / "flux")}
    assert made == {manifest["metadata"]["name"]: json.loads(json.dumps(manifest)) for manifest in flux.documents}


def overlay(run: Rendered, folder: Path, *, namespace: str | None = None, openapi: bool = False) -> Objects:
    base = write(run, folder)
    over = folder / "overlay"
    over.mkdir()
    parts = [part for part in ("runtime", "run") if (base / part).exists()]
    content: dict[str, Any] = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namePrefix": "eu-",
        "resources": [f"../{run.namespace}/{run.name}/{part}" for part in parts],
        "images": [
            {"name": "ghcr.io/gitune/trainer", "newName": "mirror.example/trainer", "newTag": "9"},
            {"name": "ghcr.io/gitune/initializer", "digest": "sha256:" + "0" * 64},
        ],
    }
    if namespace:
        content["namespace"] = namespace
    if openapi:
        shutil.copy(OPENAPI, over / "openapi.json")
        content["openapi"] = {"path": "openapi.json"}
    (over / "kustomization.yaml").write_text(yaml.safe_dump(content))
    return build(over)


def assert_references_hold(made: Objects, kind: str) -> None:
    job, holder = made["TrainJob"], made[kind]
    claim, config = made["PersistentVolumeClaim"]["metadata"]["name"], made["ConfigMap"]["metadata"]["name"]
    assert claim.startswith("eu-")
    assert config == job["metadata"]["name"]
    assert job["spec"]["runtimeRef"]["name"] == holder["metadata"]["name"]
    assert holder["metadata"]["name"].startswith("eu-")
    for name, pod in pods(holder).items():
        assert volume(pod, "initializer")["persistentVolumeClaim"]["claimName"] == claim, name
        image = pod["containers"][0]["image"]
        assert image == "mirror.example/trainer:9" or image.endswith("initializer@sha256:" + "0" * 64)
    assert volume(pods(holder)["node"], "config")["configMap"]["name"] == config


@pytest.mark.parametrize("namespace", [None, "elsewhere"])
def test_an_overlay_keeps_the_references_of_a_namespaced_runtime(tmp_path: Path, namespace: str | None) -> None:
    made = overlay(rendered(plans()["namespace-full"]), tmp_path, namespace=namespace)
    assert_references_hold(made, "TrainingRuntime")
    spaces = {manifest["metadata"]["namespace"] for manifest in made.values()}
    assert spaces == {namespace or "team-a"}


@pytest.mark.parametrize("namespace", [None, "elsewhere"])
def test_an_overlay_keeps_the_references_of_a_cluster_runtime(tmp_path: Path, namespace: str | None) -> None:
    """kustomize takes unknown kinds for namespaced: the overlay says what is not (docs/runtime-scopes.md)."""
    made = overlay(rendered(), tmp_path, namespace=namespace, openapi=True)
    assert_references_hold(made, "ClusterTrainingRuntime")
    assert "namespace" not in made["ClusterTrainingRuntime"]["metadata"]
    assert crd("ClusterTrainingRuntime").errors(made["ClusterTrainingRuntime"]) == []


@pytest.mark.parametrize("trainer", TRAINERS)
def test_an_overlay_keeps_the_references_of_a_patched_runtime(tmp_path: Path, trainer: TrainerVersion) -> None:
    project = projects()["default"].model_copy(update={"target": Target(trainer=trainer)})
    made = overlay(rendered(plan(runtime=runtime(scope="existing", name="installed")), project), tmp_path)
    spec = made["TrainJob"]["spec"]
    assert spec["runtimeRef"]["name"] == "installed"
    assert spec["trainer"]["image"] == "mirror.example/trainer:9"
    text = json.dumps(spec)
    assert text.count('"claimName": "eu-support-bot"') == 3
    assert f'"configMap": {{"name": "{made["ConfigMap"]["metadata"]["name"]}"}}' in text
