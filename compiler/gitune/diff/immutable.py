"""What the API server, or Trainer's webhook, refuses to change in an object that exists.

Sources: `x-kubernetes-validations` of Trainer 2.3's TrainJob; its webhook for the patches of an installed runtime (in
2.1 the overrides); Kubernetes' validation of claims and of immutable ConfigMaps. A runtime could be edited, but up to
Trainer 2.3 the edit reaches the jobs that are running on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gitune.diff.model import Change
from gitune.diff.values import changes, value_at
from gitune.manifests.model import Manifest


class Immutable(NamedTuple):
    """The parts of a kind that nobody can change."""

    code: str
    paths: tuple[tuple[str, ...], ...]
    """Keys from the object's root."""


_JOB = ("activeDeadlineSeconds", "initializer", "managedBy", "podTemplateOverrides", "runtimePatches", "runtimeRef")
_CLAIM = ("accessModes", "dataSource", "dataSourceRef", "selector", "storageClassName", "volumeMode", "volumeName")

IMMUTABLE = {
    "TrainJob": Immutable("GT510", tuple(("spec", field) for field in (*_JOB, "trainer"))),
    "ConfigMap": Immutable("GT511", (("binaryData",), ("data",), ("immutable",))),
    "ClusterTrainingRuntime": Immutable("GT512", (("spec",),)),
    "TrainingRuntime": Immutable("GT512", (("spec",),)),
    "PersistentVolumeClaim": Immutable("GT513", tuple(("spec", field) for field in _CLAIM)),
}


def immutable_changes(kind: str, before: Manifest, after: Manifest) -> tuple[Change, ...]:
    """Where two objects of one name differ although they must not."""
    rule = IMMUTABLE.get(kind)
    if rule is None or (kind == "ConfigMap" and not before.get("immutable")):
        return ()
    return tuple(_below(rule, before, after))


def _below(rule: Immutable, before: Manifest, after: Manifest) -> Iterator[Change]:
    for path in rule.paths:
        yield from changes(value_at(before, *path), value_at(after, *path), ".".join(path))
