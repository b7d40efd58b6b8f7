"""What no schema says: rules between the fields of an object and between the objects of a run.

Each rule is one that Kubernetes, JobSet or Trainer checks in code, most of them only once the run has been admitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gitune.canonical.config import config_text
from gitune.manifests.model import Manifest, Rendered

JOB_NAME_MAX = 63
CONFIG_MAP_MAX = 1 << 20
ANNOTATIONS_MAX = 1 << 18
POLICIES = frozenset(["flux", "jax", "mpi", "torch", "xgboost"])
DEFAULT_JOBS = {"dataset-initializer": 1, "model-initializer": 1, "node": 1}

_KEY = re.compile(r"(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_LABEL = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")


def metadata_faults(document: Manifest) -> Iterator[str]:
    """Labels and annotations that the API server refuses."""
    metadata = document.get("metadata") or {}
    labels, annotations = metadata.get("labels") or {}, metadata.get("annotations") or {}
    for key in (*labels, *annotations):
        if not _KEY.fullmatch(key):
            yield f"`{key}` is no key of a label or an annotation"
    for key, value in labels.items():
        if not _LABEL.fullmatch(value):
            yield f"`{value}` is no value for the label `{key}`"
    if sum(len(key) + len(value.encode()) for key, value in annotations.items()) > ANNOTATIONS_MAX:
        yield "the annotations are larger than 256 KiB"


def runtime_faults(runtime: Manifest) -> Iterator[str]:
    """Rules within a runtime."""
    policies = POLICIES & set(runtime["spec"].get("mlPolicy") or ())
    if len(policies) > 1:
        yield f"`spec.mlPolicy` may hold one of {', '.join(sorted(policies))}"
    job_set = runtime["spec"]["template"]["spec"]
    jobs = job_set.get("replicatedJobs") or []
    depends = any(job.get("dependsOn") for job in jobs)
    if depends and (job_set.get("startupPolicy") or {}).get("startupPolicyOrder") == "InOrder":
        yield "`startupPolicy` and `dependsOn` exclude each other"
    earlier: list[str] = []
    for job in jobs:
        for dependency in job.get("dependsOn") or ():
            if dependency["name"] not in earlier:
                yield f"the job `{job['name']}` depends on `{dependency['name']}`, which is no earlier job"
        earlier.append(job["name"])
        yield from _pod_faults(job["name"], _pod(job))


def run_faults(run: Rendered) -> Iterator[str]:
    """Rules between the objects of a run."""
    by_kind = {file.schema: file.documents[0] for file in run.files if file.schema}
    job = by_kind["TrainJob"]
    runtime = by_kind.get(job["spec"]["runtimeRef"]["kind"])
    yield from _name_faults(job, runtime)
    yield from _reference_faults(run, job, runtime)
    trainer = job["spec"].get("trainer")
    if trainer is None:
        yield "the TrainJob has no `spec.trainer`: Trainer would not tell the trainer about nodes and processes"
    elif list(trainer.get("command") or ()) == ["tune", "run"]:
        yield "the command `tune run` hands the run to Trainer's own torchtune path"
    for file in run.files:
        if file.schema is None and len(config_text(file.documents[0]).encode()) > CONFIG_MAP_MAX:
            yield f"`{file.path}` is larger than the 1 MiB that a ConfigMap holds"


def _pod(job: Mapping[str, Any]) -> Mapping[str, Any]:
    pod: Mapping[str, Any] = (job["template"].get("spec") or {}).get("template", {}).get("spec") or {}
    return pod


def _pod_faults(job: str, pod: Mapping[str, Any]) -> Iterator[str]:
    volumes = {volume["name"] for volume in pod.get("volumes") or ()}
    for container in (*(pod.get("initContainers") or ()), *(pod.get("containers") or ())):
        for mount in container.get("volumeMounts") or ():
            if mount["name"] not in volumes:
                yield f"the job `{job}` mounts `{mount['name']}`, which is no volume of its pod"


def _name_faults(job: Manifest, runtime: Manifest | None) -> Iterator[str]:
    """JobSet checks the longest name of a pod before it makes the first one (R13)."""
    run, nodes = job["metadata"]["name"], (job["spec"].get("trainer") or {}).get("numNodes", 1)
    jobs = dict(DEFAULT_JOBS)
    if runtime is not None:
        replicated = runtime["spec"]["template"]["spec"].get("replicatedJobs") or []
        jobs = {entry["name"]: entry.get("replicas", 1) for entry in replicated}
    for name, replicas in jobs.items():
        last = nodes - 1 if name == "node" else 0
        pod = f"{run}-{name}-{max(replicas, 1) - 1}-{last}-abcde"
        if len(pod) > JOB_NAME_MAX:
            yield f"the pod name `{pod}` is longer than {JOB_NAME_MAX} characters"


def _reference_faults(run: Rendered, job: Manifest, runtime: Manifest | None) -> Iterator[str]:
    """What is named must be what is rendered."""
    reference = job["spec"]["runtimeRef"]["name"]
    if runtime is not None and runtime["metadata"]["name"] != reference:
        yield f"the TrainJob names the runtime `{reference}`, but `{runtime['metadata']['name']}` is rendered"
    generated = {
        generator["name"]
        for file in run.files
        for document in file.documents
        for generator in document.get("configMapGenerator") or ()
    }
    named = set(_config_maps(job if runtime is None else runtime))
    if named and not named & generated:
        yield f"no pod mounts the run's ConfigMap `{', '.join(sorted(generated))}`"


def _config_maps(value: Any) -> Iterator[str]:
    """Names of the ConfigMaps that volumes below a value mount."""
    children: Iterable[Any] = value.values() if isinstance(value, dict) else value
    for child in children:
        if isinstance(child, dict):
            if isinstance(volume := child.get("configMap"), dict):
                yield volume.get("name", "")
            yield from _config_maps(child)
        elif isinstance(child, list | tuple):
            yield from _config_maps(child)
