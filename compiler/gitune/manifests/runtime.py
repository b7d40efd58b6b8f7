"""The run's own runtime: how the cluster runs it. The base runtime of the catalog, with what belongs to this run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gitune.manifests.labels import FIRST_WAVE, NO_SUBSTITUTION, annotations_of, labels_of
from gitune.manifests.model import Manifest
from gitune.manifests.names import Names
from gitune.manifests.pods import STEPS, Step, fit
from gitune.plan.model import Plan
from gitune.spec.quantity import parse_duration


class BaseRuntimeError(Exception):
    """The catalog's base runtime lacks something that every run needs."""


def runtime_spec(plan: Plan, names: Names, base: Mapping[str, Any], images: Mapping[Step, str]) -> dict[str, Any]:
    """The spec of the run's runtime.

    Raises:
        BaseRuntimeError: the base runtime has no job, or no container, for one of the three steps.
    """
    spec: dict[str, Any] = _copy(base.get("spec") or {})
    job_set = _mapping(_mapping(spec, "template"), "spec")
    for step in STEPS:
        job = _named(job_set.get("replicatedJobs"), step, "spec.template.spec.replicatedJobs")
        job_spec = _mapping(_mapping(job, "template"), "spec")
        pod = _mapping(_mapping(job_spec, "template"), "spec")
        _named(pod.get("containers"), step, f"the pod of {step}")["image"] = images[step]
        fit(pod, step, plan, names)
        _admit(pod, plan)
        if step == "node" and plan.runtime.active_deadline is not None:
            job_spec["activeDeadlineSeconds"] = parse_duration(plan.runtime.active_deadline)
    job_set["failurePolicy"] = _failure_policy(job_set.get("failurePolicy") or {}, plan)
    return spec


def runtime_object(plan: Plan, names: Names, base: Mapping[str, Any], spec: Mapping[str, Any]) -> Manifest:
    """The ClusterTrainingRuntime, or the TrainingRuntime where the scope is `namespace`."""
    metadata = base.get("metadata") or {}
    return {
        "apiVersion": "trainer.kubeflow.org/v1alpha1",
        "kind": runtime_kind(plan),
        "metadata": {
            "name": names.runtime,
            **({"namespace": plan.namespace} if plan.runtime.scope == "namespace" else {}),
            "labels": {**(metadata.get("labels") or {}), **labels_of(plan, names.run)},
            "annotations": {
                **(metadata.get("annotations") or {}),
                **annotations_of(plan, NO_SUBSTITUTION, FIRST_WAVE),
            },
        },
        "spec": spec,
    }


def runtime_kind(plan: Plan) -> str:
    """Kind of the runtime that the TrainJob names."""
    if plan.runtime.scope == "existing":
        return plan.runtime.kind
    return "ClusterTrainingRuntime" if plan.runtime.scope == "cluster" else "TrainingRuntime"


def _admit(pod: dict[str, Any], plan: Plan) -> None:
    """What the pod may do and how urgent it is; a patch of an installed runtime cannot say it."""
    if plan.runtime.priority_class_name:
        pod["priorityClassName"] = plan.runtime.priority_class_name
    if plan.runtime.service_account_name:
        # Who names an account wants its token; the namespace's default account is used without one.
        pod["automountServiceAccountToken"] = True


def _failure_policy(base: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    policy = {**base, "maxRestarts": plan.runtime.max_restarts}
    if plan.runtime.active_deadline is not None:
        # Without the rule a run that is out of time would be restarted, with its time anew.
        rule = {"name": "outOfTime", "action": "FailJobSet", "onJobFailureReasons": ["DeadlineExceeded"]}
        policy["rules"] = [rule, *(base.get("rules") or [])]
    return policy


def _mapping(parent: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = parent.get(key)
    if not isinstance(value, dict):
        raise BaseRuntimeError(f"`{key}` is missing or is not a mapping")
    return value


def _named(entries: Any, name: str, where: str) -> dict[str, Any]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("name") == name:
            return entry
    raise BaseRuntimeError(f"{where} has no entry named `{name}`")


def _copy(value: Any) -> Any:
    """A deep copy of plain data; by way of JSON it takes a thirtieth of what `copy.deepcopy` takes."""
    return json.loads(json.dumps(value))
