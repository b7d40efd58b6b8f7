"""What Kubeflow's SDK sends for a call, and what the same intent written as a spec compiles to.

A case is two files in `cases/`: `NAME.py`, whose `call` trains by the SDK, and `NAME.yaml`, a spec. Adding a case is
adding them.
"""

from __future__ import annotations

import copy
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.catalog.load import load_catalog
from gitune.compiler import Compilation, compile_spec
from gitune.project.model import Project
from gitune.source.read import read
from sdk.equal import asked, plain_tokens
from sdk.stub import Stub, serving
from support.crds import crd

pytest.importorskip("kubeflow.trainer", reason="the SDK is not installed")

FOLDER = Path(__file__).parent
CASES = sorted(file.stem for file in (FOLDER / "cases").glob("*.yaml"))
RUNTIMES = {
    file.stem: file for folder in ("v2.3.0", "not-shipped") for file in (FOLDER / "upstream" / folder).iterdir()
}
CATALOG = load_catalog()


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    runtimes = {name: yaml.safe_load(file.read_text(encoding="utf-8")) for name, file in RUNTIMES.items()}
    with serving(runtimes) as server:
        yield server


def sent(case: str, stub: Stub) -> dict[str, Any]:
    """The TrainJob that the SDK creates."""
    from kubeflow.common.types import KubernetesBackendConfig  # noqa: PLC0415
    from kubeflow.trainer import TrainerClient  # noqa: PLC0415
    from kubernetes.client import Configuration  # noqa: PLC0415

    backend = KubernetesBackendConfig(namespace="default", client_configuration=Configuration(host=stub.url))
    spec = importlib.util.spec_from_file_location(f"case_{case}", FOLDER / "cases" / f"{case}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    before = len(stub.created)
    module.call(TrainerClient(backend_config=backend))
    (job,) = stub.created[before:]
    return job


def compiled(case: str) -> Compilation:
    document = read((FOLDER / "cases" / f"{case}.yaml").read_bytes(), "finetune.yaml").document
    assert document is not None
    compilation = compile_spec(document, Project(), CATALOG)
    assert compilation.ok, compilation.diagnostics
    return compilation


def rendered(case: str) -> dict[str, Any]:
    found = compiled(case).rendered
    assert found is not None
    (job,) = found.file("trainjob.yaml").documents
    return copy.deepcopy(dict(job))


def test_there_are_cases() -> None:
    assert len(CASES) >= 20
    assert sorted(file.stem for file in (FOLDER / "cases").glob("*.py")) == CASES


@pytest.mark.parametrize("case", CASES)
def test_the_spec_is_the_call(case: str, stub: Stub) -> None:
    theirs, ours = sent(case, stub), rendered(case)
    assert asked(ours) == asked(theirs)
    assert (theirs["metadata"].get("labels") or {}).items() <= ours["metadata"]["labels"].items()
    assert crd("TrainJob").errors(ours) == []


@pytest.mark.parametrize("case", CASES)
def test_a_spec_never_writes_a_token(case: str, stub: Stub) -> None:
    """The one difference from the SDK."""
    theirs, ours = sent(case, stub), rendered(case)
    assert plain_tokens(ours) == []
    if "token" in case:
        assert set(plain_tokens(theirs)) == {"TOKEN"}


@pytest.mark.parametrize("case", CASES)
def test_nothing_else_is_rendered(case: str) -> None:
    found = compiled(case).rendered
    assert found is not None
    names = sorted(
        file.path.removeprefix("default/parity/") for file in found.files if not file.path.startswith("flux/")
    )
    assert names == ["run/kustomization.yaml", "run/kustomizeconfig.yaml", "run/trainjob.yaml"]
    (kustomization,) = found.file("kustomization.yaml").documents
    assert "configMapGenerator" not in kustomization


def test_a_difference_is_seen(stub: Stub) -> None:
    """The comparison itself: one argument, one amount, one place, or the order of arguments."""
    job = sent("guide", stub)
    for change in (
        lambda spec: spec["trainer"]["args"].pop(),
        lambda spec: spec["trainer"]["args"].reverse(),
        lambda spec: spec["trainer"]["resourcesPerNode"]["limits"].update({"nvidia.com/gpu": 2}),
        lambda spec: spec["trainer"].pop("numNodes"),
        lambda spec: spec["initializer"]["model"].update(storageUri="hf://team/other"),
        lambda spec: spec["initializer"]["model"].pop("env"),
        lambda spec: spec["runtimeRef"].update(kind="TrainingRuntime"),
    ):
        other = copy.deepcopy(job)
        change(other["spec"])
        assert asked(other) != asked(job)


def test_amounts_are_compared_as_amounts(stub: Stub) -> None:
    job = sent("quantities", stub)
    other = copy.deepcopy(job)
    for resources in other["spec"]["trainer"]["resourcesPerNode"].values():
        resources.update({"nvidia.com/gpu": "1", "cpu": "2500m", "memory": "64Gi"})
    assert asked(other) == asked(job)
