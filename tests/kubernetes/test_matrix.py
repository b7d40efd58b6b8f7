"""A matrix as Flux and kustomize get it: every object in one Kustomization, and none waits for what is not there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.crds import crd
from support.kustomize import build_all, pods, volume

EXAMPLE = Path(__file__).parents[2] / "examples" / "matrix"
RENDERED = EXAMPLE / "rendered"


def kustomizations() -> dict[str, dict[str, Any]]:
    """The Flux Kustomizations, as the root brings them."""
    return {made["metadata"]["name"]: made for made in build_all(RENDERED / "flux")}


def objects() -> dict[str, list[dict[str, Any]]]:
    """What each of them applies."""
    return {name: build_all(EXAMPLE / made["spec"]["path"]) for name, made in kustomizations().items()}


def key(made: dict[str, Any]) -> tuple[str, str, str]:
    return made["kind"], made["metadata"].get("namespace", ""), made["metadata"]["name"]


def test_no_object_has_two_owners() -> None:
    owners = Counter(key(made) for each in objects().values() for made in each)
    assert owners.most_common(1)[0][1] == 1
    assert sum(kind == "PersistentVolumeClaim" for kind, *_ in owners) == 1
    assert sum(kind == "TrainJob" for kind, *_ in owners) == 4


def test_what_is_waited_for_is_there_and_waits_for_nothing() -> None:
    made = kustomizations()
    assert len(made) == 9
    waiting = {name: [each["name"] for each in one["spec"].get("dependsOn", ())] for name, one in made.items()}
    assert waiting.pop("default-tiny-volume") == []
    for name, needed in waiting.items():
        first = f"{name.removesuffix('-run')}-runtime"
        assert needed == ([first, "default-tiny-volume"] if name.endswith("-run") else [])
        assert set(needed) <= made.keys()


def test_the_claim_that_is_applied_is_the_one_that_is_mounted() -> None:
    by_part = objects()
    (claim,) = by_part["default-tiny-volume"]
    for name, made in by_part.items():
        for runtime in (each for each in made if each["kind"] == "ClusterTrainingRuntime"):
            for pod in pods(runtime).values():
                mounted = volume(pod, "initializer")["persistentVolumeClaim"]["claimName"]
                assert mounted == claim["metadata"]["name"], name


def test_every_object_passes_its_crd() -> None:
    for made in (*kustomizations().values(), *(made for each in objects().values() for made in each)):
        kind = "FluxKustomization" if made["apiVersion"].startswith("kustomize.toolkit") else made["kind"]
        if kind not in {"ConfigMap", "PersistentVolumeClaim"}:
            assert crd(kind).errors(made) == []


@pytest.mark.parametrize("namespace", [None, "elsewhere"])
def test_an_overlay_over_all_of_it_keeps_the_claim_s_name_together(tmp_path: Path, namespace: str | None) -> None:
    """The example with the scope `namespace`: a cluster's runtime needs more (docs/runtime-scopes.md)."""
    from gitune.cli.boundary import run  # noqa: PLC0415 - only here

    text = (EXAMPLE / "finetune.yaml").read_text().replace("\nstorage:", "\nruntime: {scope: namespace}\nstorage:")
    (tmp_path / "finetune.yaml").write_text(text)
    assert run(["compile", str(tmp_path)]) == 0
    (tmp_path / "overlay").mkdir()
    parts = sorted(folder for folder in (tmp_path / "rendered" / "default").glob("*/*") if folder.is_dir())
    content: dict[str, Any] = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namePrefix": "eu-",
        "resources": [f"../{folder.relative_to(tmp_path)}" for folder in parts],
        **({"namespace": namespace} if namespace else {}),
    }
    (tmp_path / "overlay" / "kustomization.yaml").write_text(yaml.safe_dump(content))
    made = build_all(tmp_path / "overlay")
    (claim,) = [each for each in made if each["kind"] == "PersistentVolumeClaim"]
    assert claim["metadata"]["name"] == "eu-tiny"
    runtimes = [each for each in made if each["kind"] == "TrainingRuntime"]
    assert len(runtimes) == 4
    for runtime in runtimes:
        for pod in pods(runtime).values():
            assert volume(pod, "initializer")["persistentVolumeClaim"]["claimName"] == "eu-tiny"
