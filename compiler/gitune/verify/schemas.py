"""The strict schemas under `schema/kubernetes/`, each read when first asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from gitune.data import data_folder
from gitune.project.model import TrainerVersion

Schema = Mapping[str, Any]

_BY_TRAINER = frozenset(["ClusterTrainingRuntime", "TrainJob", "TrainingRuntime"])
_SHARED = {
    "FluxKustomization": "flux-kustomization",
    "Kustomization": "kustomization",
    "KustomizeConfig": "kustomizeconfig",
    "PersistentVolumeClaim": "persistentvolumeclaim",
}


@cache
def schema_for(name: str, trainer: TrainerVersion) -> Schema:
    """The schema that a `TreeFile` names; Trainer's own kinds have one for each version.

    Raises:
        KeyError: there is no such schema.
        OSError: gitune is not installed completely.
    """
    file = f"trainer-{trainer}/{name.lower()}" if name in _BY_TRAINER else _SHARED[name]
    path = data_folder("schema") / "kubernetes" / f"{file}.schema.json"
    schema: Schema = json.loads(path.read_bytes())
    return schema
