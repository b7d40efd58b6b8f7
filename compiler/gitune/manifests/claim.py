"""A run's volume, or a matrix': a claim with a stable name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitune.manifests.labels import NEVER_PRUNED, annotations_of, labels_of
from gitune.manifests.model import Manifest
from gitune.plan.model import Plan, StoragePlan

if TYPE_CHECKING:
    from gitune.plan.volume import VolumePlan


def persistent_volume_claim(plan: Plan) -> Manifest:
    """The claim that every run of the fine-tune shares.

    Nothing in it depends on the run, so that another run leaves its file as it is.
    """
    return _claim(plan.storage.claim, plan, plan.storage)


def family_claim(volume: VolumePlan) -> Manifest:
    """The claim that all runs of a matrix share.

    Nothing in it depends on the runs but its size, which is all of a claim that may change.
    """
    return _claim(volume.name, volume, volume)


def _claim(name: str, owner: Plan | VolumePlan, storage: StoragePlan | VolumePlan) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": name,
            "namespace": owner.namespace,
            "labels": labels_of(owner),
            "annotations": annotations_of(owner, NEVER_PRUNED),
        },
        "spec": {
            "accessModes": list(storage.access_modes),
            "resources": {"requests": {"storage": storage.size}},
            **({"storageClassName": storage.class_name} if storage.class_name else {}),
        },
    }
