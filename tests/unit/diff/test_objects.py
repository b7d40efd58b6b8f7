"""What a cluster gets of rendered files is the same whether they were just made or are read from a revision."""

from __future__ import annotations

import json

import pytest

from gitune.diff.objects import UnreadableTreeError, objects_of, rendered_objects
from gitune.diff.values import changes
from gitune.emit.files import files_of
from support.runs import project, rendered
from support.sides import side
from support.variants import plans, projects

ARGOCD = {"gitops": "argocd", "argocd": {"url": "https://git.example.com/ml/fine-tunes"}}
PROJECTS = projects() | {"argocd": project(**ARGOCD)}


@pytest.mark.parametrize("of", PROJECTS)
@pytest.mark.parametrize("name", plans())
def test_bytes_read_back_are_the_objects_that_were_rendered(name: str, of: str) -> None:
    run = rendered(plans()[name], PROJECTS[of])
    files = files_of(run, "finetune.yaml")
    made, read = rendered_objects(run, files), objects_of(files)
    assert set(made) == set(read)
    for key, manifest in made.items():
        assert changes(manifest, read[key]) == (), key


def test_the_config_map_is_what_kustomize_generates() -> None:
    objects = side().of_kind("ConfigMap")
    ((key, manifest),) = objects.items()
    assert key.name == side().run
    assert manifest["immutable"] is True
    assert set(manifest["data"]) == {"torchtune.yaml"}
    assert manifest["metadata"]["labels"]["team"] == "support"


def test_a_config_map_that_was_made_mutable_by_hand_is_that() -> None:
    path = "team-a/support-bot/run/kustomization.yaml"
    files = dict(side().files)
    files[path] = files[path].replace(b"immutable: true", b"immutable: false")
    (manifest,) = (manifest for key, manifest in objects_of(files).items() if key.kind == "ConfigMap")
    assert manifest["immutable"] is False


def test_a_file_that_no_kustomization_lists_is_no_object() -> None:
    files = dict(side().files) | {"team-a/support-bot/run/more.yaml": b"apiVersion: v1\nkind: ConfigMap\n"}
    assert objects_of(files).keys() == side().objects.keys()


@pytest.mark.parametrize(
    "data",
    [
        b"<<<<<<< HEAD\n",
        b"\xff\xfe",
        b"- a\n- b\n",
        b"kind: TrainJob\n",
        b"kind: TrainJob\nmetadata: {}\n",
        b"kind: TrainJob\nmetadata: none\n",
        b"",
    ],
)
def test_a_damaged_tree_says_which_file(data: bytes) -> None:
    path = "team-a/support-bot/run/trainjob.yaml"
    with pytest.raises(UnreadableTreeError) as caught:
        objects_of(dict(side().files) | {path: data})
    assert caught.value.path == path


def test_a_damaged_generator_says_which_file() -> None:
    path = "team-a/support-bot/run/kustomization.yaml"
    broken = json.dumps({"resources": [], "configMapGenerator": [{"name": "x"}]}).encode()
    with pytest.raises(UnreadableTreeError) as caught:
        objects_of(dict(side().files) | {path: broken})
    assert caught.value.path == path
