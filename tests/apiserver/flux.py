"""What Flux's kustomize-controller does with a repository, step by step, against a real API server.

Flux applies the Kustomizations of the root path; for each, in the order of `dependsOn`, it builds the folder, labels
every object as its own, dry-runs the whole stage and, only if nothing was refused, applies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from support.kubeapi import Answer, Api, path_of
from support.kustomize import build_all

Object = dict[str, Any]

OWNER = "kustomize.toolkit.fluxcd.io"
ORDER = ("Namespace", "StorageClass", "ConfigMap", "PersistentVolumeClaim")
SERVER_S_OWN = ("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink")


class Refusal(NamedTuple):
    """An object that the server refused, and why."""

    kind: str
    name: str
    answer: Answer

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.answer.status} {self.answer.message[:600]}"


class Stage(NamedTuple):
    """One Flux Kustomization with what its folder builds to."""

    kustomization: Object
    objects: list[Object]


def stages(repository: Path, root: Path) -> list[Stage]:
    """Every Kustomization that the root path names, in the order in which Flux gets to apply them."""
    found = build_all(root)
    waiting = {kustomization["metadata"]["name"]: kustomization for kustomization in found}
    assert len(waiting) == len(found)
    done: list[Stage] = []
    while waiting:
        ready = [name for name, kustomization in waiting.items() if not _needs(kustomization) & set(waiting)]
        assert ready, f"dependsOn goes round in a circle: {sorted(waiting)}"
        for name in ready:
            kustomization = waiting.pop(name)
            done.append(Stage(kustomization, build_all(repository / kustomization["spec"]["path"])))
    return done


def deploy(api: Api, stage: Stage) -> list[Refusal]:
    """One reconciliation: the Kustomization itself, then the whole stage as a dry run, then for real."""
    metadata = stage.kustomization["metadata"]
    refused = apply_stage(api, [stage.kustomization])
    return refused or apply_stage(api, owned(stage.objects, metadata["name"], metadata["namespace"]))


def apply_stage(api: Api, objects: Iterable[Object]) -> list[Refusal]:
    """Dry-runs all, and applies all if none was refused."""
    ordered = in_order(objects)
    refused = dry_run(api, ordered)
    return refused or [refusal for value in ordered if (refusal := _refusal(value, api.apply(value)))]


def dry_run(api: Api, objects: Iterable[Object]) -> list[Refusal]:
    """What the server would refuse; Trainer's webhook for a TrainJob runs on a dry run too, and does not run here."""
    answers = [(value, api.apply(value, dry_run=True)) for value in objects]
    refused = [refusal for value, answer in answers if (refusal := _refusal(value, answer))]
    return refused or [
        Refusal("TrainJob", value["metadata"]["name"], Answer(403, {"message": "there is no such runtime"}))
        for value, _ in answers
        if value["kind"] == "TrainJob" and not api.get(_runtime_of(value)).ok
    ]


def drift(api: Api, objects: Iterable[Object]) -> Iterator[str]:
    """Objects that an apply would change again: what `kubectl diff --server-side` shows."""
    for value in objects:
        live, would = api.get(value), api.apply(value, dry_run=True)
        if not (live.ok and would.ok) or _bare(live.body) != _bare(would.body):
            yield path_of(value)


def versions(api: Api, objects: Iterable[Object]) -> Mapping[str, str]:
    """The resourceVersion of each live object: another one means that somebody wrote it."""
    return {path_of(value): api.get(value).body["metadata"]["resourceVersion"] for value in objects}


def owned(objects: Iterable[Object], name: str, namespace: str) -> list[Object]:
    """With the labels by which Flux knows what it applied."""
    labels = {f"{OWNER}/name": name, f"{OWNER}/namespace": namespace}
    return [
        {**value, "metadata": {**value["metadata"], "labels": {**value["metadata"].get("labels", {}), **labels}}}
        for value in objects
    ]


def in_order(objects: Iterable[Object]) -> list[Object]:
    """The kinds that others need come first."""
    return sorted(objects, key=lambda value: (*_rank(value["kind"]), value["metadata"]["name"]))


def namespaces(objects: Iterable[Object]) -> list[Object]:
    """The namespaces that objects stand in."""
    names = {value["metadata"]["namespace"] for value in objects if "namespace" in value["metadata"]}
    return [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in sorted(names)]


def _needs(kustomization: Object) -> set[str]:
    return {dependency["name"] for dependency in kustomization["spec"].get("dependsOn", ())}


def _rank(kind: str) -> tuple[int, str]:
    return (ORDER.index(kind), "") if kind in ORDER else (len(ORDER), kind)


def _refusal(value: Object, answer: Answer) -> Refusal | None:
    return None if answer.ok else Refusal(value["kind"], value["metadata"]["name"], answer)


def _runtime_of(job: Object) -> Object:
    reference = job["spec"]["runtimeRef"]
    metadata = {"name": reference["name"], "namespace": job["metadata"]["namespace"]}
    return {"apiVersion": job["apiVersion"], "kind": reference["kind"], "metadata": metadata}


def _bare(live: Object) -> Object:
    """Without what the server writes by itself."""
    metadata = {key: value for key, value in live["metadata"].items() if key not in SERVER_S_OWN}
    return {**live, "metadata": metadata}
