"""Rendered objects against the real CRDs, unknown fields refused, CEL rules run."""

from __future__ import annotations

import json

import pytest

from gitune.manifests.model import Rendered, TreeFile
from gitune.verify.objects import verify
from gitune.verify.schemas import checker_for
from support.crds import crd
from support.mutations import mutated
from support.runs import document, plan, rendered
from support.variants import plans, projects

OF_CRDS = ("TrainJob", "ClusterTrainingRuntime", "TrainingRuntime", "FluxKustomization")


def plain(value: object) -> dict:  # type: ignore[type-arg]
    """As an API server gets it."""
    return json.loads(json.dumps(value))  # type: ignore[no-any-return]


@pytest.mark.parametrize("project", projects())
@pytest.mark.parametrize("name", plans())
def test_rendered_objects_pass_the_real_crds(name: str, project: str) -> None:
    run = rendered(plans()[name], projects()[project])
    checked = 0
    for file in run.files:
        if file.schema in OF_CRDS:
            for manifest in file.documents:
                assert crd(file.schema).errors(plain(manifest)) == []
                checked += 1
    assert checked >= 2


@pytest.mark.parametrize("kind", OF_CRDS)
def test_what_the_crd_refuses_our_schema_refuses(kind: str) -> None:
    """The other way round does not hold: ours has fewer fields, and quantities only in canonical form."""
    names = ("namespace-full", "existing-full") if kind == "TrainingRuntime" else ("cluster-full", "existing-claims")
    runs = [rendered(plans()[name]) for name in names]
    manifests = [
        plain(manifest) for run in runs for file in run.files if file.schema == kind for manifest in file.documents
    ]
    checker, oracle = checker_for(kind, "2.3"), crd(kind)
    refused = 0
    for seed in range(300):
        damaged = mutated(manifests[seed % len(manifests)], seed)
        if oracle.structural(damaged):
            refused += 1
            assert checker.problems(damaged), (seed, oracle.structural(damaged))
    assert refused > 100


CEL_CASES = {
    "name": ("TrainJob", ("metadata", "name"), "1-not-a-label"),
    "dataset storageUri": ("TrainJob", ("spec", "initializer", "dataset", "storageUri"), "no-scheme"),
    "model storageUri": ("TrainJob", ("spec", "initializer", "model", "storageUri"), "://x"),
    "managedBy": ("TrainJob", ("spec", "managedBy"), "me"),
    "policies": ("ClusterTrainingRuntime", ("spec", "mlPolicy"), {"torch": {}, "jax": {}}),
    "startup order": (
        "ClusterTrainingRuntime",
        ("spec", "template", "spec", "startupPolicy"),
        {"startupPolicyOrder": "InOrder"},
    ),
    "kubeConfig": ("FluxKustomization", ("spec", "kubeConfig"), {}),
}


@pytest.mark.parametrize("case", CEL_CASES)
def test_what_a_cel_rule_refuses_verify_refuses(case: str) -> None:
    kind, path, value = CEL_CASES[case]
    run = rendered(plan())
    damaged = plain(document(run, kind))
    target = damaged
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    assert crd(kind).errors(damaged)
    files = tuple(TreeFile(file.path, (damaged,), file.schema) if file.schema == kind else file for file in run.files)
    assert verify(Rendered(run.run_name, run.namespace, run.name, files), "2.3")
