"""Rendered runs whose containers are small Python programs in place of the images' own."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gitune.local.options import LocalOptions
from gitune.local.run import LocalResult, run_rendered
from gitune.source.plain import load_plain

BASE_RUNTIME = Path(__file__).parents[3] / "runtimes" / "torchtune" / "clustertrainingruntime.yaml"
RUN = "quick-1a2b3c4d"

Write = Callable[..., Path]


@pytest.fixture
def runtime() -> dict[str, Any]:
    """The base runtime of the catalog, named as a run's own."""
    data = load_plain(BASE_RUNTIME.read_text(encoding="utf-8"), str(BASE_RUNTIME))
    assert isinstance(data, dict)
    made: dict[str, Any] = copy.deepcopy(data)
    made["metadata"]["name"] = f"team-a-{RUN}"
    for job in made["spec"]["template"]["spec"]["replicatedJobs"]:
        job["template"]["spec"]["template"]["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"] = "quick"
    return made


@pytest.fixture
def trainjob() -> dict[str, Any]:
    return {
        "apiVersion": "trainer.kubeflow.org/v1alpha1",
        "kind": "TrainJob",
        "metadata": {"name": RUN, "namespace": "team-a"},
        "spec": {
            "runtimeRef": {"kind": "ClusterTrainingRuntime", "name": f"team-a-{RUN}"},
            "initializer": {
                "dataset": {"storageUri": "file:///rows", "env": [{"name": "GITUNE_TARGET", "value": "/workspace/d"}]},
                "model": {"storageUri": "hf://org/model", "env": [{"name": "GITUNE_TARGET", "value": "/workspace/m"}]},
            },
            "trainer": {"args": ["a_recipe"], "numNodes": 1, "numProcPerNode": 1},
        },
    }


def pod_of(jobset: dict[str, Any], job: str) -> dict[str, Any]:
    """Pod spec of a replicated job."""
    found = next(j for j in jobset["replicatedJobs"] if j["name"] == job)
    pod: dict[str, Any] = found["template"]["spec"]["template"]["spec"]
    return pod


@dataclass
class Fake:
    """A rendered run under a test's control, and where it runs."""

    folder: Path
    root: Path
    runtime: dict[str, Any]
    trainjob: dict[str, Any]
    lines: list[str] = field(default_factory=list)

    def job(self, name: str) -> dict[str, Any]:
        """Job spec of a replicated job."""
        jobs = self.runtime["spec"]["template"]["spec"]["replicatedJobs"]
        spec: dict[str, Any] = next(j for j in jobs if j["name"] == name)["template"]["spec"]
        return spec

    def program(self, job: str, source: str, args: Sequence[str] = ()) -> None:
        """Gives the job's container a Python program."""
        container = self.job(job)["template"]["spec"]["containers"][0]
        container.update(command=["python", "-c", source], args=list(args))
        if job == "node":
            self.trainjob["spec"]["trainer"].pop("args", None)

    def write(self) -> Path:
        """The rendered folder. JSON is YAML."""
        _write(self.folder / "runtime", {"clustertrainingruntime.yaml": self.runtime}, {})
        maps = {"configMapGenerator": [_generator()]}
        _write(self.folder / "run", {"trainjob.yaml": self.trainjob}, maps)
        (self.folder / "run" / "torchtune.yaml").write_text("epochs: 1\n", encoding="utf-8")
        return self.folder

    def run(self, **options: Any) -> LocalResult:
        """Writes and runs it."""
        given = LocalOptions(root=self.root, backoff_seconds=0.01, **options)
        return run_rendered(self.write(), given, self.lines.append)

    def said(self, source: str) -> list[str]:
        """What one container, or gitune itself, said."""
        return [line.partition(" | ")[2] for line in self.lines if line.startswith(f"{source} | ")]


@pytest.fixture
def fake(tmp_path: Path, runtime: dict[str, Any], trainjob: dict[str, Any]) -> Fake:
    """A run of three containers that say their names and end well."""
    made = Fake(tmp_path / "rendered" / "team-a" / "quick", tmp_path / "root", runtime, trainjob)
    for pod in (made.job(name)["template"]["spec"] for name in ("dataset-initializer", "model-initializer", "node")):
        for volume in pod["volumes"]:
            if "configMap" in volume:
                volume["configMap"]["name"] = RUN
    for name in ("dataset-initializer", "model-initializer", "node"):
        made.program(name, f"print('{name} works')")
    return made


def _generator() -> dict[str, Any]:
    return {"name": RUN, "files": ["torchtune.yaml"], "options": {"disableNameSuffixHash": True}}


def _write(folder: Path, objects: dict[str, Any], more: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in objects.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    kustomization = {"kind": "Kustomization", "resources": list(objects), **more}
    (folder / "kustomization.yaml").write_text(json.dumps(kustomization), encoding="utf-8")
