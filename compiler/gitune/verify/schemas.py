"""The strict schemas under `schema/kubernetes/`, each read when first asked for."""

from __future__ import annotations

from functools import cache

from gitune.data import data_folder
from gitune.project.model import TrainerVersion
from gitune.verify.structural import Checker

_BY_TRAINER = frozenset(["ClusterTrainingRuntime", "TrainJob", "TrainingRuntime"])
_SHARED = {
    "ArgoApplication": "argocd-application",
    "ArgoHealthPatch": "argocd-health",
    "FluxAlert": "flux-alert",
    "FluxGitRepository": "flux-gitrepository",
    "FluxKustomization": "flux-kustomization",
    "FluxOCIRepository": "flux-ocirepository",
    "FluxProvider": "flux-provider",
    "Kustomization": "kustomization",
    "KustomizeConfig": "kustomizeconfig",
    "PersistentVolumeClaim": "persistentvolumeclaim",
}


@cache
def checker_for(name: str, trainer: TrainerVersion) -> Checker:
    """The checker of the schema that a `TreeFile` names; Trainer's own kinds have one for each version.

    Raises:
        KeyError: there is no such schema.
        OSError: gitune is not installed completely.
    """
    return Checker(schema_text(name, trainer))


def schema_text(name: str, trainer: TrainerVersion) -> str:
    """The schema itself, as it stands in its file."""
    file = f"trainer-{trainer}/{name.lower()}" if name in _BY_TRAINER else _SHARED[name]
    return (data_folder("schema") / "kubernetes" / f"{file}.schema.json").read_text(encoding="utf-8")
