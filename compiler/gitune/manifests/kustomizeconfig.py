"""What kustomize must know of Trainer's kinds so that an overlay's prefixes and images reach every reference (R14)."""

from __future__ import annotations

from functools import cache
from typing import Any

from gitune.manifests.model import Manifest

_GROUP = "trainer.kubeflow.org"
_RUNTIMES = ("ClusterTrainingRuntime", "TrainingRuntime")
_POD = "template/spec/replicatedJobs/template/spec/template/spec"
_JOB_PODS = (f"spec/runtimePatches/trainingRuntimeSpec/{_POD}", "spec/podTemplateOverrides/spec")


@cache
def kustomize_config() -> Manifest:
    """The same file for both directories of every run: an overlay over both takes in both."""
    return {
        "images": [
            *({"path": f"spec/{_POD}/containers/image", "kind": kind} for kind in _RUNTIMES),
            {"path": "spec/trainer/image", "kind": "TrainJob"},
        ],
        "nameReference": [
            _reference("ConfigMap", "volumes/configMap/name", version="v1"),
            _reference("PersistentVolumeClaim", "volumes/persistentVolumeClaim/claimName", version="v1"),
            *(
                {
                    "group": _GROUP,
                    "kind": kind,
                    "fieldSpecs": [{"path": "spec/runtimeRef/name", "group": _GROUP, "kind": "TrainJob"}],
                }
                for kind in _RUNTIMES
            ),
        ],
    }


def _reference(kind: str, field: str, *, version: str) -> dict[str, Any]:
    places = [
        *({"path": f"spec/{_POD}/{field}", "group": _GROUP, "kind": kind} for kind in _RUNTIMES),
        *({"path": f"{pod}/{field}", "group": _GROUP, "kind": "TrainJob"} for pod in _JOB_PODS),
    ]
    return {"kind": kind, "version": version, "fieldSpecs": places}
