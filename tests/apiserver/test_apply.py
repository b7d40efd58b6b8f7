"""Every object that we render, applied as Flux applies it: nothing is refused, and nothing changes the second time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apiserver.cases import Case, cases
from apiserver.flux import Object, Stage, apply_stage, deploy, drift, namespaces, owned, stages, versions
from apiserver.installed import installed_runtime
from support.kubeapi import Api, path_of


@pytest.fixture
def cleared(api: Api) -> Iterator[list[Object]]:
    """Objects to delete afterwards: cases share names, and nothing cleans up on a server without controllers."""
    made: list[Object] = []
    yield made
    for value in made:
        api.delete(value)


@pytest.mark.parametrize("name", cases())
def test_flux_applies_everything_and_finds_no_drift(api: Api, name: str, tmp_path: Path, cleared: list[Object]) -> None:
    found = prepared(api, cases()[name], tmp_path)
    objects = [value for stage in found for value in applied(stage)]
    cleared += objects
    assert [refusal for stage in found for refusal in map(str, deploy(api, stage))] == []
    first = live(api, objects)
    assert list(drift(api, objects)) == []
    assert [refusal for stage in found for refusal in deploy(api, stage)] == []
    assert live(api, objects) == first
    settled = versions(api, objects)
    assert [refusal for stage in found for refusal in deploy(api, stage)] == []
    assert versions(api, objects) == settled, "somebody wrote an object that had not changed"


def test_a_train_job_before_its_runtime_is_refused(api: Api, tmp_path: Path, cleared: list[Object]) -> None:
    """R1: in one stage it would be refused for ever, since Flux dry-runs all of it first."""
    found = prepared(api, cases()["cluster"], tmp_path)
    runtime, run = found
    together = Stage(run.kustomization, [*runtime.objects, *run.objects])
    cleared += applied(together)
    assert [(refusal.kind, refusal.answer.status) for refusal in deploy(api, together)] == [("TrainJob", 403)]
    assert not any(api.get(value).ok for value in applied(together)[1:]), "a stage is applied whole or not at all"


def test_a_refused_object_holds_back_its_stage_and_no_other(api: Api, tmp_path: Path, cleared: list[Object]) -> None:
    """R2."""
    runtime, run = prepared(api, cases()["namespace"], tmp_path)
    broken = [
        {**value, "spec": {**value["spec"], "x": 1}} if value["kind"] == "TrainJob" else value for value in run.objects
    ]
    cleared += [*applied(runtime), *applied(run)]
    assert deploy(api, runtime) == []
    refused = deploy(api, Stage(run.kustomization, broken))
    assert [(refusal.kind, refusal.answer.status) for refusal in refused] == [("TrainJob", 500)]
    assert "field not declared in schema" in refused[0].answer.message
    assert not any(api.get(value).ok for value in run.objects)
    assert all(api.get(value).ok for value in runtime.objects)


def prepared(api: Api, case: Case, repository: Path) -> list[Stage]:
    """A repository with the run, on a cluster with its namespaces and, where it is to be there, the runtime."""
    found = stages(repository, case.write(repository))
    own = 2 if any("/runtime/" in file.path for file in case.run.files) else 1
    assert len(found) == own + (case.volume is not None)
    spaces = namespaces(value for stage in found for value in [stage.kustomization, *stage.objects])
    assert apply_stage(api, spaces) == []
    assert apply_stage(api, installed_runtime(case.run)) == []
    return found


def applied(stage: Stage) -> list[Object]:
    """Everything that Flux applies for one Kustomization, itself first."""
    metadata = stage.kustomization["metadata"]
    return [stage.kustomization, *owned(stage.objects, metadata["name"], metadata["namespace"])]


def live(api: Api, objects: list[Object]) -> dict[str, Any]:
    """The objects on the server. The first change of an object writes its defaults out, which is another version."""
    found = {path_of(value): api.get(value).body for value in objects}
    for value in found.values():
        del value["metadata"]["resourceVersion"]
    return found
