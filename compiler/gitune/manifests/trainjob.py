"""The TrainJob: what this run trains."""

from __future__ import annotations

from typing import Any

from gitune.backends.base import TrainerConfig
from gitune.manifests.environment import initializer_env, trainer_env
from gitune.manifests.labels import NO_SUBSTITUTION, QUEUE, annotations_of, labels_of
from gitune.manifests.model import Manifest
from gitune.manifests.names import Names
from gitune.manifests.patches import runtime_patches
from gitune.manifests.pins import provenance_annotations
from gitune.manifests.runtime import runtime_kind
from gitune.manifests.upstream import upstream_job_spec
from gitune.plan.model import DevicePlan, Plan, SourcePlan
from gitune.project.model import TrainerVersion


def train_job_spec(
    plan: Plan, names: Names, config: TrainerConfig, image: str, trainer: TrainerVersion
) -> dict[str, Any]:
    """The TrainJob's spec. An installed runtime gets the trainer's image and the volumes from here (R17)."""
    if plan.upstream is not None:
        return upstream_job_spec(plan, plan.upstream, config, _resources(plan.devices), trainer)
    existing = plan.runtime.scope == "existing"
    return {
        "runtimeRef": {"apiGroup": "trainer.kubeflow.org", "kind": runtime_kind(plan), "name": names.runtime},
        "initializer": {
            "dataset": _initializer(plan.dataset.source, plan),
            "model": _initializer(plan.model.source, plan),
        },
        "trainer": {**({"image": image} if existing else {}), **_trainer(plan, config)},
        **(runtime_patches(plan, names, trainer) if existing else {}),
    }


def train_job(plan: Plan, names: Names, spec: dict[str, Any]) -> Manifest:
    """The TrainJob of one run."""
    queue = {QUEUE: plan.runtime.queue} if plan.runtime.queue else {}
    return {
        "apiVersion": "trainer.kubeflow.org/v1alpha1",
        "kind": "TrainJob",
        "metadata": {
            "name": names.run,
            "namespace": plan.namespace,
            "labels": {**labels_of(plan, names.run), **queue},
            "annotations": annotations_of(plan, NO_SUBSTITUTION, provenance_annotations(plan)),
        },
        "spec": spec,
    }


def _initializer(source: SourcePlan, plan: Plan) -> dict[str, Any]:
    return {"storageUri": source.uri, "env": initializer_env(source, plan)}


def _trainer(plan: Plan, config: TrainerConfig) -> dict[str, Any]:
    """Never a command: exactly `tune run` would switch on Trainer's own torchtune path (R19); the runtime has ours."""
    env, resources = trainer_env(plan), _resources(plan.devices)
    return {
        "args": list(config.args),
        "numNodes": plan.devices.nodes,
        "numProcPerNode": plan.devices.processes_per_node,
        **({"resourcesPerNode": {"limits": resources, "requests": dict(resources)}} if resources else {}),
        **({"env": env} if env else {}),
    }


def _resources(devices: DevicePlan) -> dict[str, str]:
    """Requests equal limits: the scheduler promises what the plan was made for."""
    wanted = {
        "cpu": devices.cpu,
        "ephemeral-storage": devices.ephemeral_storage,
        "memory": devices.memory,
    }
    if devices.resource_name is not None:
        wanted[devices.resource_name] = str(devices.devices_per_node)
    return {name: quantity for name, quantity in wanted.items() if quantity is not None}
