"""Every rule R1 to R19, broken once on purpose: the rule's own tests in test_rules.py must notice.

A break is done to what was rendered, before those tests see it; each is run with every parameter that it has.
"""

from __future__ import annotations

import copy
import importlib.util
import inspect
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gitune.manifests.model import Rendered, TreeFile
from support.runs import rendered

Break = Callable[[Rendered], Rendered]
RULES = range(1, 20)


def loaded() -> ModuleType:
    """A copy of the tests of its own, so that nothing patched in it reaches theirs."""
    spec = importlib.util.spec_from_file_location("rules_to_break", Path(__file__).with_name("test_rules.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def failures(rule: int, broken: Break) -> list[str]:
    """The rule's tests that fail on what is rendered and then broken."""
    module = loaded()
    module.rendered = lambda *args, **kwargs: broken(rendered(*args, **kwargs))  # type: ignore[attr-defined]
    tests = {name: test for name, test in vars(module).items() if name.startswith(f"test_r{rule}_")}
    assert tests, f"R{rule} has no test"
    return [name for name, test in tests.items() for arguments in calls(test, module) if fails(test, arguments)]


def calls(test: Callable[..., None], module: ModuleType) -> Iterator[dict[str, Any]]:
    """The arguments of each call of a test, as pytest would make them."""
    sets = [{"run": [module.rendered()]}] if "run" in inspect.signature(test).parameters else []
    for mark in getattr(test, "pytestmark", ()):
        names, values = mark.args
        split = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
        rows = list(values) if len(split) > 1 else [(value,) for value in values]
        sets.append({",".join(split): rows})
    for combination in itertools.product(*(next(iter(each.values())) for each in sets)):
        made: dict[str, Any] = {}
        for each, value in zip(sets, combination, strict=True):
            (key,) = each
            made |= {"run": value} if key == "run" else dict(zip(key.split(","), value, strict=True))
        yield made


def fails(test: Callable[..., None], arguments: dict[str, Any]) -> bool:
    try:
        test(**arguments)
    except (AssertionError, KeyError, StopIteration, IndexError, TypeError):
        return True
    return False


def edit(schema: str, change: Callable[[dict[str, Any]], object], *, path: str = "") -> Break:
    """Changes every document of the files with a schema, and with `path` in their path."""

    def broken(run: Rendered) -> Rendered:
        files = [
            file._replace(documents=tuple(_edited(document, change) for document in file.documents))
            if (file.schema or "config") == schema and path in file.path
            else file
            for file in run.files
        ]
        return run._replace(files=tuple(files))

    return broken


def _edited(document: Any, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    made: dict[str, Any] = copy.deepcopy(dict(document))
    change(made)
    return made


def move(schema: str, old: str, new: str) -> Break:
    """Puts a file into another folder."""

    def broken(run: Rendered) -> Rendered:
        moved = [f._replace(path=f.path.replace(old, new)) if f.schema == schema else f for f in run.files]
        return run._replace(files=tuple(moved))

    return broken


def more(path: str, schema: str | None, **document: Any) -> Break:
    """Adds a file."""
    return lambda run: run._replace(files=(*run.files, TreeFile(path, (document,), schema)))


def put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], object]:
    """Sets a value below a document, or drops it where it is None."""

    def change(document: dict[str, Any]) -> None:
        target: Any = document
        for step in path[:-1]:
            target = target.setdefault(step, {}) if isinstance(target, dict) else target[step]
        if value is None:
            target.pop(path[-1], None)
        else:
            target[path[-1]] = value

    return change


FLUX, JOB, CLAIM, RUNTIME = "FluxKustomization", "TrainJob", "PersistentVolumeClaim", "ClusterTrainingRuntime"
GENERATOR = ("configMapGenerator", 0)
JOBS = ("spec", "template", "spec", "replicatedJobs")
POD = ("template", "spec", "template", "spec")
SUBSTITUTE = "kustomize.toolkit.fluxcd.io/substitute"
GENERATES = {"schema": "Kustomization", "path": "/run/"}

BREAKS: dict[str, tuple[int, Break]] = {
    "R1 nothing joins the two": (1, edit(FLUX, put("spec", "dependsOn", value=None))),
    "R1 both in one folder": (1, move(RUNTIME, "/runtime/", "/run/")),
    "R1 both of one path": (1, edit(FLUX, put("spec", "path", value="./rendered/all/run"))),
    "R2 one pair for all": (2, edit(FLUX, put("metadata", "name", value="fine-tunes"))),
    "R3 a TrainJob without digest": (3, edit(JOB, put("metadata", "name", value="support-bot"))),
    "R3 a runtime without digest": (3, edit(RUNTIME, put("metadata", "name", value="team-a-support-bot"))),
    "R3 a ConfigMap without digest": (3, edit(change=put(*GENERATOR, "name", value="support-bot"), **GENERATES)),
    "R3 a ConfigMap to be edited": (3, edit(change=put(*GENERATOR, "options", "immutable", value=False), **GENERATES)),
    "R4 force": (4, edit(FLUX, put("spec", "force", value=False))),
    "R4 force of Argo CD": (
        4,
        edit(JOB, put("metadata", "annotations", "argocd.argoproj.io/sync-options", value="Force=true,Replace=true")),
    ),
    "R5 a claim for each run": (
        5,
        lambda run: edit(CLAIM, put("metadata", "name", value=run.run_name))(run),
    ),
    "R5 a claim to be pruned": (
        5,
        edit(CLAIM, put("metadata", "annotations", "kustomize.toolkit.fluxcd.io/prune", value=None)),
    ),
    "R5 a claim that Argo CD deletes": (
        5,
        edit(CLAIM, put("metadata", "annotations", "argocd.argoproj.io/sync-options", value="Prune=false")),
    ),
    "R5 one folder for all runs": (5, edit("config", put("output_dir", value="/workspace/output"))),
    "R5 claims that go with the job": (
        5,
        edit(RUNTIME, put("spec", "template", "spec", "volumeClaimPolicies", value=[{"templates": []}])),
    ),
    "R6 a job's time to live": (
        6,
        edit(RUNTIME, put(*JOBS, 0, "template", "spec", "ttlSecondsAfterFinished", value=60)),
    ),
    "R6 a job set's time to live": (
        6,
        edit(RUNTIME, put("spec", "template", "spec", "ttlSecondsAfterFinished", value=60)),
    ),
    "R7 suspend": (7, edit(JOB, put("spec", "suspend", value=False))),
    "R7 managedBy": (7, edit(JOB, put("spec", "managedBy", value="trainer.kubeflow.org/trainjob-controller"))),
    "R7 volumeName": (7, edit(CLAIM, put("spec", "volumeName", value="pv"))),
    "R7 a timestamp": (7, edit(RUNTIME, put(*JOBS, 0, *POD, "metadata", "creationTimestamp", value="2026-01-01"))),
    "R7 a status": (7, edit(JOB, put("status", value={"conditions": []}))),
    "R8 a variable in the config": (8, edit("config", put("prompt", value="${output_dir}"))),
    "R8 a job that Flux substitutes in": (8, edit(JOB, put("metadata", "annotations", SUBSTITUTE, value="enabled"))),
    "R8 a ConfigMap that Flux substitutes in": (
        8,
        edit(change=put(*GENERATOR, "options", "annotations", SUBSTITUTE, value=None), **GENERATES),
    ),
    "R9 a manifest that nobody lists": (9, more("team-a/support-bot/run/more.yaml", JOB, kind="TrainJob")),
    "R9 a folder without a list": (
        9,
        lambda run: run._replace(
            files=tuple(f for f in run.files if f.path != "team-a/support-bot/run/kustomization.yaml")
        ),
    ),
    "R10 all in place of exists": (
        10,
        edit(
            FLUX,
            put("spec", "healthCheckExprs", 0, "failed", value="status.conditions.all(c, c.type == 'Failed')"),
            path="flux",
        ),
    ),
    "R10 complete alone": (
        10,
        edit(
            FLUX,
            put("spec", "healthCheckExprs", 0, "current", value="status.conditions.exists(c, c.type == 'Complete')"),
        ),
    ),
    "R11 a Secret": (11, more("team-a/support-bot/run/secret.yaml", None, kind="Secret")),
    "R11 a token as a value": (
        11,
        edit(JOB, put("spec", "initializer", "model", "env", value=[{"name": "HF_TOKEN", "value": "x"}])),
    ),
    "R12 not the largest suffix": (
        12,
        edit(JOB, put("spec", "trainer", "resourcesPerNode", "limits", "memory", value="131072Mi")),
    ),
    "R12 a number": (12, edit(JOB, put("spec", "trainer", "resourcesPerNode", "limits", "cpu", value=16))),
    "R12 a claim's size": (12, edit(CLAIM, put("spec", "resources", "requests", "storage", value="1024Gi"))),
    "R13 one character more": (13, lambda run: run._replace(run_name=f"{'a' * 25}-12345678")),
    "R13 a digit first": (13, lambda run: run._replace(run_name="1a-12345678")),
    "R14 kustomize is told nothing": (14, edit("Kustomization", put("configurations", value=None))),
    "R15 old runs are pruned": (15, edit(FLUX, put("spec", "prune", value=True))),
    "R15 objects go with their Kustomization": (15, edit(FLUX, put("spec", "deletionPolicy", value="Delete"))),
    "R15 Flux's own default": (15, edit(FLUX, put("spec", "deletionPolicy", value=None))),
    "R16 a claim of its own": (16, move(CLAIM, "/run/", "/runtime/")),
    "R17 the kind is left out": (17, edit(JOB, put("spec", "runtimeRef", "kind", value=None))),
    "R17 always of the cluster": (17, edit(JOB, put("spec", "runtimeRef", "kind", value=RUNTIME))),
    "R17 an installed runtime is rendered": (
        17,
        more("team-a/support-bot/runtime/r.yaml", RUNTIME, metadata={"name": "r"}, spec={}),
    ),
    "R18 no trainer": (18, edit(JOB, put("spec", "trainer", value=None))),
    "R18 no nodes": (18, edit(JOB, put("spec", "trainer", "numNodes", value=None))),
    "R18 requests below limits": (
        18,
        edit(JOB, put("spec", "trainer", "resourcesPerNode", "requests", "cpu", value="1")),
    ),
    "R19 Trainer's own torchtune": (19, edit(JOB, put("spec", "trainer", "command", value=["tune", "run"]))),
    "R19 another command in the runtime": (
        19,
        edit(RUNTIME, put(*JOBS, 2, *POD, "containers", 0, "command", value=["tune", "run"])),
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_test_and_it_passes(rule: int) -> None:
    assert failures(rule, lambda run: run) == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_noticed_by_its_own_test(name: str) -> None:
    rule, broken = BREAKS[name]
    assert name.startswith(f"R{rule} ")
    assert failures(rule, broken) != []


def test_every_rule_is_broken() -> None:
    assert {rule for rule, _ in BREAKS.values()} == set(RULES)
