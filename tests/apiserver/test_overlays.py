"""Overlays over rendered trees: every reference stays whole, and the server takes what comes of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from apiserver.cases import cases
from apiserver.flux import Object, apply_stage, in_order, namespaces
from gitune.data import data_folder
from support.kubeapi import Api
from support.kustomize import build_all, write

OPENAPI = data_folder("schema") / "kubernetes" / "kustomize.openapi.json"
RUNS = (
    "cluster-full", "namespace-full", "existing-full", "claims", "existing-claims", "shared-claim", "locked, cluster",
    "locked, namespace", "locked, existing", "longest names",
)  # fmt: skip
SPACE = "overlays"
DIGEST = "sha256:" + "0" * 64
IMAGES = [
    {"name": "ghcr.io/gitune/trainer", "newName": "mirror.example.com/trainer", "newTag": "9"},
    {"name": "ghcr.io/gitune/initializer", "newName": "mirror.example.com/initializer", "digest": DIGEST},
]
OVERLAYS: Mapping[str, Mapping[str, Any]] = {
    "namePrefix": {"namePrefix": "eu-"},
    "namespace": {"namespace": "elsewhere"},
    "images": {"images": IMAGES},
    "all": {"namePrefix": "eu-", "nameSuffix": "-2", "namespace": "elsewhere", "images": IMAGES},
}
REFERENCES = {"persistentVolumeClaim": ("claimName", "PersistentVolumeClaim"), "configMap": ("name", "ConfigMap")}


@pytest.mark.parametrize("name", RUNS)
def test_an_overlay_keeps_every_reference_whole(api: Api, name: str, tmp_path: Path) -> None:
    base = write(cases()[name].run, tmp_path)
    plain = in_order(value for part in ("runtime", "run") if (base / part).exists() for value in build_all(base / part))
    assert apply_stage(api, namespaces([{"metadata": {"namespace": SPACE}}])) == []
    for title, overlay in OVERLAYS.items():
        made = in_order(build_all(overlaid(base, tmp_path / title, overlay)))
        assert [value["kind"] for value in made] == [value["kind"] for value in plain]
        for before, after in zip(plain, made, strict=True):
            assert name_of(after) == renamed(name_of(before), overlay)
            assert space_of(after) == (space_of(before) and overlay.get("namespace", space_of(before)))
        assert whole(made) == {renamed_reference(kind, name, plain, overlay) for kind, name in whole(plain)}
        assert images(made) == {replaced(image, overlay) for image in images(plain)}
        answers = [api.apply(elsewhere(value), dry_run=True) for value in made]
        assert [answer.message for answer in answers if not answer.ok] == []


def overlaid(base: Path, folder: Path, overlay: Mapping[str, Any]) -> Path:
    """An overlay over both folders of a run, as docs/runtime-scopes.md says."""
    folder.mkdir()
    shutil.copy(OPENAPI, folder / "openapi.json")
    parts = [part for part in ("runtime", "run") if (base / part).exists()]
    resources = [f"../{base.parent.name}/{base.name}/{part}" for part in parts]
    content = {"resources": resources, "openapi": {"path": "openapi.json"}, **overlay}
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(content))
    return folder


def whole(objects: list[Object]) -> set[tuple[str, str]]:
    """Every reference from one object to another, by kind and name."""
    found = {(kind, name) for value in objects for kind, name in mentioned(value)}
    jobs = [value["spec"]["runtimeRef"] for value in objects if value["kind"] == "TrainJob"]
    return found | {(reference["kind"], reference["name"]) for reference in jobs}


def mentioned(value: Any) -> Iterator[tuple[str, str]]:
    """Names of claims and ConfigMaps that volumes below a value mount."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if key in REFERENCES and isinstance(item, dict):
            field, kind = REFERENCES[key]
            yield kind, item[field]
        if isinstance(item, dict | list):
            yield from mentioned(item)


def images(value: Any) -> set[str]:
    """Every image below a value."""
    found: set[str] = set()
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if key == "image":
            found.add(item)
        elif isinstance(item, dict | list):
            found |= images(item)
    return found


def renamed_reference(kind: str, name: str, plain: list[Object], overlay: Mapping[str, Any]) -> tuple[str, str]:
    """A reference to an object of the tree goes along; one to what others made stays."""
    ours = {(value["kind"], name_of(value)) for value in plain}
    return kind, renamed(name, overlay) if (kind, name) in ours else name


def renamed(name: str, overlay: Mapping[str, Any]) -> str:
    return f"{overlay.get('namePrefix', '')}{name}{overlay.get('nameSuffix', '')}"


def replaced(image: str, overlay: Mapping[str, Any]) -> str:
    for entry in overlay.get("images", ()):
        if image.partition("@")[0].rpartition(":")[0] == entry["name"]:
            return str(entry["newName"]) + (f"@{entry['digest']}" if "digest" in entry else f":{entry['newTag']}")
    return image


def elsewhere(value: Object) -> Object:
    """The same where no other test applies anything: an object that is there could be immutable."""
    space = {} if space_of(value) is None else {"namespace": SPACE}
    return {**value, "metadata": {**value["metadata"], **space}}


def name_of(value: Object) -> str:
    return str(value["metadata"]["name"])


def space_of(value: Object) -> str | None:
    space = value["metadata"].get("namespace")
    return None if space is None else str(space)
