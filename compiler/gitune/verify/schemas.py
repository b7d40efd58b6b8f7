"""The strict schemas under `schema/kubernetes/`, each read when first asked for."""

from __future__ import annotations

import json
from functools import cache

from gitune.data import data_folder
from gitune.project.model import TrainerVersion
from gitune.verify.structural import Checker, Schema

_BY_TRAINER = frozenset(["ClusterTrainingRuntime", "TrainJob", "TrainingRuntime"])
_SHARED = {
    "FluxKustomization": "flux-kustomization",
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
    return Checker(schema_for(name, trainer))


def schema_for(name: str, trainer: TrainerVersion) -> Schema:
    """The schema itself, read from its file."""
    file = f"trainer-{trainer}/{name.lower()}" if name in _BY_TRAINER else _SHARED[name]
    path = data_folder("schema") / "kubernetes" / f"{file}.schema.json"
    schema: Schema = json.loads(path.read_bytes())
    return schema
