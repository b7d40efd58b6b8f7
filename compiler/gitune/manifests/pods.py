"""What a run puts into the pods of its three steps, whether they are copied from the base runtime or only patched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from gitune.manifests.names import Names, claim_volume
from gitune.plan.model import WORKSPACE, Plan, SourcePlan
from gitune.spec.runtime import Runtime, Toleration

Step = Literal["dataset-initializer", "model-initializer", "node"]
"""A replicated job and its container: Kubeflow Trainer fixes these names."""

STEPS: tuple[Step, ...] = ("dataset-initializer", "model-initializer", "node")

WORKSPACE_VOLUME = "initializer"
"""Kubeflow Trainer refuses an initializer without a mount of this name."""
CONFIG_VOLUME, CONFIG_FOLDER = "config", "/etc/gitune"
SHM_VOLUME, SHM_FOLDER = "shm", "/dev/shm"  # noqa: S108 - the kernel's own path
CLAIMS_FOLDER = "/mnt/claims"


def fit(pod: dict[str, Any], step: Step, plan: Plan, names: Names) -> None:
    """Gives a pod spec (or a patch of one) the run's volumes, mounts and placement."""
    _volume(pod, WORKSPACE_VOLUME, persistentVolumeClaim={"claimName": names.claim})
    _mount(pod, step, WORKSPACE_VOLUME, str(WORKSPACE))
    if step == "node":
        _volume(pod, CONFIG_VOLUME, configMap={"name": names.run})
        _mount(pod, step, CONFIG_VOLUME, CONFIG_FOLDER, readOnly=True)
        _volume(pod, SHM_VOLUME, emptyDir={"medium": "Memory", "sizeLimit": plan.devices.shared_memory})
        _mount(pod, step, SHM_VOLUME, SHM_FOLDER)
    else:
        source = plan.dataset.source if step == "dataset-initializer" else plan.model.source
        _mount_claim(pod, step, source, names)
        if source.locked is not None:
            _volume(pod, CONFIG_VOLUME, configMap={"name": names.run})
            _mount(pod, step, CONFIG_VOLUME, CONFIG_FOLDER, readOnly=True)
    place(pod, plan.runtime)


def _mount_claim(pod: dict[str, Any], step: Step, source: SourcePlan, names: Names) -> None:
    """A `pvc://` source is read at `/mnt/claims/<claim>`; the run's own claim is a volume of the pod already."""
    if source.claim is None:
        return
    volume = WORKSPACE_VOLUME
    if source.claim != names.claim:
        volume = claim_volume(source.claim)
        _volume(pod, volume, persistentVolumeClaim={"claimName": source.claim, "readOnly": True})
    _mount(pod, step, volume, f"{CLAIMS_FOLDER}/{source.claim}", readOnly=True)


def place(pod: dict[str, Any], runtime: Runtime) -> None:
    """All three pods go to the same kind of node: the first one to start decides in which zone the volume is made."""
    if runtime.node_selector:
        pod["nodeSelector"] = {**pod.get("nodeSelector", {}), **runtime.node_selector}
    if runtime.tolerations:
        pod["tolerations"] = [*pod.get("tolerations", []), *(_toleration(t) for t in runtime.tolerations)]
    if runtime.service_account_name:
        pod["serviceAccountName"] = runtime.service_account_name
    if runtime.image_pull_secrets:
        known = pod.get("imagePullSecrets", [])
        pod["imagePullSecrets"] = _merged(known, [{"name": name} for name in runtime.image_pull_secrets])


def _toleration(toleration: Toleration) -> dict[str, Any]:
    return toleration.model_dump(by_alias=True, exclude_none=True)


def _volume(pod: dict[str, Any], name: str, **source: Mapping[str, Any]) -> None:
    pod["volumes"] = _merged(pod.get("volumes", []), [{"name": name, **source}])


def _mount(pod: dict[str, Any], container: str, volume: str, path: str, **more: Any) -> None:
    target = next(c for c in pod["containers"] if c["name"] == container)
    target["volumeMounts"] = _merged(
        target.get("volumeMounts", []), [{"name": volume, "mountPath": path, **more}], key="mountPath"
    )


def _merged(old: list[dict[str, Any]], new: list[dict[str, Any]], key: str = "name") -> list[dict[str, Any]]:
    """`old` with every entry of `new` in the place of the one with the same key, or at the end."""
    entries = {entry[key]: entry for entry in old}
    return list((entries | {entry[key]: entry for entry in new}).values())
