"""Broken objects: whole runs with seeded damage to one object, and what each judge says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from gitune.manifests.model import Rendered
from gitune.verify.objects import verify
from support.kubeapi import KINDS, Answer, Api
from support.mutations import mutated
from support.runs import rendered
from support.variants import plans

Object = dict[str, Any]

RUNS = ("cluster-full", "namespace-full", "existing-full", "claims")
SCHEMAS = ("ClusterTrainingRuntime", "FluxKustomization", "PersistentVolumeClaim", "TrainJob", "TrainingRuntime")
QUANTITIES = ("", "20 GB", "1.5Gi", "-1Gi", "1e3", "0", "1Gi ", "1KiB", 5, 1.5, "+1Gi", "9" * 40, "1E", "Gi")
NO_CLIENT = Answer(404, {"message": "no client can address it"})


class Broken(NamedTuple):
    """One object, and the run that it stands in."""

    title: str
    schema: str
    value: Object
    run: Rendered

    @property
    def found(self) -> list[str]:
        """What `gitune.verify` says."""
        return [finding.message for finding in verify(self.run, "2.3")]


@cache
def runs() -> dict[str, Rendered]:
    """The runs that are damaged; no other test writes into their namespace."""
    return {name: rendered(plans()[name]._replace(namespace="broken")) for name in RUNS}


def corpus(schema: str, count: int) -> Iterator[Broken]:
    """`count` damaged objects of a kind, every fourth damaged twice."""
    places = [
        (name, number, index)
        for name, run in runs().items()
        for number, file in enumerate(run.files)
        for index, _ in enumerate(file.documents)
        if file.schema == schema
    ]
    for seed in range(count):
        name, number, index = places[seed % len(places)]
        value = mutated(_plain(runs()[name].files[number].documents[index]), seed)
        if seed % 4 == 3 and value:
            value = mutated(value, seed + count)
        yield Broken(f"{name} {schema} {seed}", schema, value, _with(runs()[name], number, index, value))


def quantities(schema: str) -> Iterator[Broken]:
    """Every quantity of an object, written in ways that Kubernetes does not take, and some that it does."""
    for name, run in runs().items():
        for number, file in enumerate(run.files):
            if file.schema == schema:
                for place in _quantities(_plain(file.documents[0])):
                    for text in QUANTITIES:
                        value = _plain(file.documents[0])
                        _set(value, place, text)
                        title = f"{name} {'.'.join(map(str, place))}: {text!r}"
                        yield Broken(title, schema, value, _with(run, number, 0, value))


def applied(api: Api, value: Object) -> Answer:
    """What Flux would be told of an object; it finds by itself what it cannot send anywhere."""
    return api.apply(value, dry_run=True) if is_addressable(value) else NO_CLIENT


def is_addressable(value: Object) -> bool:
    """Whether a client knows where to send it."""
    try:
        metadata, kind = value["metadata"], KINDS[value["apiVersion"], value["kind"]]
        names = [metadata["name"], *([metadata["namespace"]] if kind.namespaced else [])]
    except (KeyError, TypeError):
        return False
    return all(isinstance(name, str) and name for name in names)


def _plain(value: Any) -> Object:
    made: Object = json.loads(json.dumps(value))
    return made


def _with(run: Rendered, number: int, index: int, value: Object) -> Rendered:
    files = list(run.files)
    documents = list(files[number].documents)
    documents[index] = value
    files[number] = files[number]._replace(documents=tuple(documents))
    return run._replace(files=tuple(files))


def _quantities(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if key == "sizeLimit" or (above and above[-1] in {"limits", "requests"}):
            yield (*above, key)
        yield from _quantities(item, (*above, key))


def _set(value: Any, place: tuple[str | int, ...], new: Any) -> None:
    for step in place[:-1]:
        value = value[step]
    value[place[-1]] = new
