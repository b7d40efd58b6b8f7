"""Hundreds of specs: what compiles the server takes, and the JobSet and the Jobs that come of it."""

from __future__ import annotations

import json
from functools import cache

import pytest
import yaml

from apiserver.flux import Object, apply_stage, dry_run, in_order, namespaces
from apiserver.pods import job_set, jobs
from apiserver.randomly import changes
from gitune.manifests.model import Rendered
from robust.compiling import compiled as compiled_bytes
from robust.compiling import examples
from robust.mutate import mutants
from support.kubeapi import Api
from support.kustomize import build_all, write
from support.locks import compiled

SPECS = 500
MUTANTS = 1500
FEWEST = 60
"""So many of each have to compile, or a test says little."""


@cache
def random_runs() -> tuple[Rendered, ...]:
    """Random specs that compile."""
    found = [compiled(None, **changes(seed)) for seed in range(SPECS)]
    return tuple(compilation.rendered for compilation in found if compilation.ok and compilation.rendered)


@pytest.fixture(scope="module")
def built(api: Api, tmp_path_factory: pytest.TempPathFactory) -> list[Object]:
    """Everything that kustomize makes of them: all at once, since a process for each takes minutes."""
    root = tmp_path_factory.mktemp("random")
    trees = [write(run, root) for run in random_runs()]
    parts = [tree / part for tree in trees for part in ("runtime", "run") if (tree / part).exists()]
    content = {"resources": [str(part.relative_to(root)) for part in parts]}
    (root / "kustomization.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    made = build_all(root)
    assert apply_stage(api, namespaces(made)) == []
    return in_order(made)


def test_a_random_spec_that_compiles_is_accepted(api: Api, built: list[Object]) -> None:
    runtimes = [value for value in built if value["kind"].endswith("Runtime")]
    others = [value for value in built if not value["kind"].endswith("Runtime")]
    assert len(random_runs()) >= FEWEST
    assert [str(refusal) for refusal in apply_stage(api, runtimes)] == []
    assert [str(refusal) for refusal in dry_run(api, others)] == []
    for value in runtimes:
        api.delete(value)


def test_what_trainer_and_jobset_make_of_it_is_accepted(api: Api, built: list[Object]) -> None:
    runtimes = {(value["kind"], value["metadata"]["name"]): value for value in built}
    refused = []
    for job in (value for value in built if value["kind"] == "TrainJob"):
        reference = job["spec"]["runtimeRef"]
        made = job_set(job, runtimes[reference["kind"], reference["name"]])
        answers = [api.create(value, dry_run=True) for value in (made, *jobs(made))]
        refused += [(job["metadata"]["name"], answer.message) for answer in answers if not answer.ok]
    assert refused == []


def test_a_mutant_of_an_example_that_compiles_is_accepted(api: Api) -> None:
    space = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "mutants"}}]
    assert apply_stage(api, space) == []
    refused, count = [], 0
    for title, data in mutants(examples(), MUTANTS, seed=7):
        compilation = compiled_bytes(data)
        if compilation is None or not compilation.ok or compilation.rendered is None:
            continue
        count += 1
        answers = [api.apply(value, dry_run=True) for value in objects(compilation.rendered, "mutants")]
        refused += [(title, answer.message) for answer in answers if not answer.ok]
    assert refused == []
    assert count >= FEWEST


def objects(run: Rendered, namespace: str) -> list[Object]:
    """The objects of a run in a namespace that there is."""
    kinds = ("Kustomization", "KustomizeConfig")
    found = [json.loads(json.dumps(d)) for f in run.files if f.schema and f.schema not in kinds for d in f.documents]
    for value in found:
        if "namespace" in value["metadata"]:
            value["metadata"]["namespace"] = namespace
    return found
