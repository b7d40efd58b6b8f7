"""Edits of objects that exist: the server refuses an immutable one exactly where the guard does.

The edits are `edits/*.yaml`. `server` holds words of the refusal, none where the server accepts; `guard` the code of
ours. Where one refuses and the other does not, `why` says why.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from apiserver.broken import is_addressable
from apiserver.flux import Object, apply_stage, in_order, namespaces, owned
from gitune.diff.guard import guard
from gitune.diff.model import Pair, Side
from gitune.diff.objects import key_of
from support.kubeapi import Api
from support.kustomize import build_all, write
from support.mutations import mutated
from support.runs import plan, rendered

EDITS = sorted((Path(__file__).parent / "edits").glob("*.yaml"))
KINDS = {
    "trainjob": "TrainJob",
    "claim": "PersistentVolumeClaim",
    "claim-fixed": "PersistentVolumeClaim",
    "config": "ConfigMap",
    "runtime": "ClusterTrainingRuntime",
}
CLASSES = {"grows": True, "fixed": False}
IMMUTABLE = ("immutable", "less than previous value")
EDITED = 150
BOUND = {"phase": "Bound", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "100Gi"}}

Edit = Mapping[str, Any]


@cache
def edits(file: Path) -> list[Edit]:
    return list(yaml.load(file.read_text(), yaml.CSafeLoader))


@pytest.fixture(scope="module")
def standing(api: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Object]]]:
    """A run for each file of edits, applied, its claim bound; by kind."""
    assert apply_stage(api, [_class(name, grows) for name, grows in CLASSES.items()]) == []
    made = {file.stem: _run(file.stem, tmp_path_factory.mktemp("run")) for file in EDITS}
    everything = [value for objects in made.values() for value in objects.values()]
    assert apply_stage(api, namespaces(everything)) == []
    for runtime in (True, False):
        assert apply_stage(api, [value for value in everything if ("Runtime" in value["kind"]) is runtime]) == []
    for value in everything:
        if value["kind"] == "PersistentVolumeClaim":
            bind(api, value)
    yield made
    for value in everything:
        api.delete(value)


CASES = [(file.stem, edit["title"]) for file in EDITS for edit in edits(file)]


@pytest.mark.parametrize(("name", "title"), CASES)
def test_the_server_refuses_an_edit_where_the_guard_does(
    api: Api, standing: dict[str, dict[str, Object]], name: str, title: str
) -> None:
    edit = next(edit for file in EDITS if file.stem == name for edit in edits(file) if edit["title"] == title)
    objects = standing[name]
    changed = objects | {KINDS[name]: edited(objects[KINDS[name]], edit)}
    answer = api.apply(changed[KINDS[name]], dry_run=True)
    assert answer.ok is ("server" not in edit), answer.message
    assert edit.get("server", "") in answer.message
    assert found(objects, changed) == ([edit["guard"]] if "guard" in edit else [])
    assert ("why" in edit) is (("server" in edit) is not ("guard" in edit)), "a difference has a reason"


@pytest.mark.parametrize("name", ["claim", "config", "trainjob"])
def test_no_random_edit_that_is_refused_as_immutable_escapes_the_guard(
    api: Api, standing: dict[str, dict[str, Object]], name: str
) -> None:
    objects, kind, refused = standing[name], KINDS[name], 0
    for seed in range(EDITED):
        changed = mutated(objects[kind], seed)
        if not is_addressable(changed) or key_of(changed) != key_of(objects[kind]) or "null" in json.dumps(changed):
            continue  # another object, or one that is in no rendered tree
        answer = api.apply(changed, dry_run=True)
        if not answer.ok and any(word in answer.message for word in IMMUTABLE):
            refused += 1
            assert found(objects, objects | {kind: changed}), (seed, answer.message)
    assert refused >= EDITED // 20


def test_what_no_edit_may_change_is_refused_in_a_whole_stage(api: Api, standing: dict[str, dict[str, Object]]) -> None:
    """Flux dry-runs all of a stage: one immutable edit holds back the harmless ones beside it."""
    objects = standing["trainjob"]
    job = edited(objects["TrainJob"], {"set": {"/spec/trainer/numNodes": 9}})
    claim = edited(objects["PersistentVolumeClaim"], {"set": {"/metadata/labels/team": "other"}})
    assert [refusal.answer.status for refusal in apply_stage(api, [claim, job])] == [422]
    assert api.get(claim).body["metadata"]["labels"]["team"] == "team-a"


def bind(api: Api, claim: Object) -> None:
    """What Kubernetes' own controller does once there is a volume."""
    named = {key: claim["metadata"][key] for key in ("name", "namespace")}
    volume = {"apiVersion": "v1", "kind": claim["kind"], "metadata": named, "spec": {"volumeName": "pv-1"}}
    assert api.apply(volume, manager="kube-controller-manager").ok
    assert api.set_status(claim, BOUND).ok


def edited(value: Object, edit: Edit) -> Object:
    """A copy with values set and dropped by JSON pointers."""
    made = copy.deepcopy(value)
    for pointer, new in edit.get("set", {}).items():
        parent, key = _at(made, pointer)
        parent[key] = new
    for pointer in edit.get("drop", ()):
        parent, key = _at(made, pointer)
        del parent[key]
    return made


def found(before: dict[str, Object], after: dict[str, Object]) -> list[str]:
    """Codes of what the guard says."""
    refusals = guard([Pair(_side(before), _side(after))], ())
    return [refusal.finding.code for refusal in refusals]


def _side(objects: dict[str, Object]) -> Side:
    job = objects["TrainJob"]["metadata"]
    values = {key_of(value): value for value in objects.values()}
    return Side("finetune.yaml", job["namespace"], "support-bot", job["name"], {}, values, None)


def _at(value: Any, pointer: str) -> tuple[Any, Any]:
    *above, last = (step.replace("~1", "/") for step in pointer.removeprefix("/").split("/"))
    for step in above:
        value = value[int(step) if isinstance(value, list) else step]
    return value, int(last) if isinstance(value, list) else last


def _run(name: str, folder: Path) -> dict[str, Object]:
    storage = plan().storage._replace(class_name="fixed" if name == "claim-fixed" else "grows")
    tree = write(rendered(plan(namespace=f"edits-{name}", labels={"team": "team-a"}, storage=storage)), folder)
    objects = [value for part in ("runtime", "run") for value in build_all(tree / part)]
    return {value["kind"]: value for value in in_order(owned(objects, "support-bot", "flux-system"))}


def _class(name: str, grows: bool) -> Object:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name},
        "provisioner": "example.com/volumes",
        "allowVolumeExpansion": grows,
    }
