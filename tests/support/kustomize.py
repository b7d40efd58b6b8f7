"""The real `kubectl kustomize` over rendered trees."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitune.emit.files import files_of
from gitune.manifests.model import Rendered

Objects = dict[str, dict[str, Any]]


def write(run: Rendered, folder: Path) -> Path:
    """Writes a run's tree and returns the folder that holds `runtime/` and `run/`."""
    for path, data in files_of(run, "finetune.yaml").items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder / run.namespace / run.name


def build(folder: Path) -> Objects:
    """What kustomize makes of a folder, by kind."""
    documents = build_all(folder)
    made = {document["kind"]: document for document in documents}
    assert len(made) == len(documents)
    return made


def build_all(folder: Path) -> list[dict[str, Any]]:
    """Every object that kustomize makes of a folder."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("NOT BUILT WITH KUSTOMIZE: there is no kubectl on this machine")
    done = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "deprecated" not in done.stderr
    return list(yaml.load_all(done.stdout, yaml.CSafeLoader))


def pods(runtime: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The pod specs of a runtime by job."""
    jobs = runtime["spec"]["template"]["spec"]["replicatedJobs"]
    return {job["name"]: job["template"]["spec"]["template"]["spec"] for job in jobs}


def volume(pod: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in pod["volumes"] if entry["name"] == name)
