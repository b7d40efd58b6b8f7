"""The run's volume: a claim that every run of the fine-tune shares."""

from __future__ import annotations

from gitune.manifests.labels import NEVER_PRUNED, annotations_of, labels_of
from gitune.manifests.model import Manifest
from gitune.plan.model import Plan


def persistent_volume_claim(plan: Plan) -> Manifest:
    """A claim with a stable name. Nothing in it depends on the run, so that another run leaves its file as it is."""
    storage = plan.storage
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": storage.claim,
            "namespace": plan.namespace,
            "labels": labels_of(plan),
            "annotations": annotations_of(plan, NEVER_PRUNED),
        },
        "spec": {
            "accessModes": list(storage.access_modes),
            "resources": {"requests": {"storage": storage.size}},
            **({"storageClassName": storage.class_name} if storage.class_name else {}),
        },
    }
