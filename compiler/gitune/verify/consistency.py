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
TUNE_RUN = ["tune", "run"]
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
    job_set = _job_set(runtime)
    jobs = job_set.get("replicatedJobs") or []
    if not jobs:
        yield "it has no `spec.template.spec.replicatedJobs`: there is nothing to run"
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


def claim_faults(claim: Manifest) -> Iterator[str]:
    """A claim has to ask for storage, and for more than none of it."""
    if claim["spec"]["resources"]["requests"].get("storage") in {None, "0"}:
        yield "`spec.resources.requests.storage` must be more than 0"


def run_faults(run: Rendered, upstream: str | None = None) -> Iterator[str]:
    """Rules between the objects of a run, which may be handed to the runtime `upstream` of Kubeflow's."""
    by_kind = {file.schema: file.documents[0] for file in run.files if file.schema}
    job = by_kind["TrainJob"]
    runtime = by_kind.get(job["spec"]["runtimeRef"]["kind"])
    yield from _name_faults(job, runtime)
    yield from _reference_faults(run, job, runtime)
    trainer = job["spec"].get("trainer")
    if trainer is None:
        yield "the TrainJob has no `spec.trainer`: Trainer would not tell the trainer about nodes and processes"
    else:
        yield from _handing_faults(job["spec"]["runtimeRef"]["name"], list(trainer.get("command") or ()), upstream)
    for file in run.files:
        if file.schema is None and len(config_text(file.documents[0]).encode()) > CONFIG_MAP_MAX:
            yield f"`{file.path}` is larger than the 1 MiB that a ConfigMap holds"


def _handing_faults(runtime: str, command: list[str], upstream: str | None) -> Iterator[str]:
    """Exactly `tune run` switches on Trainer's own torchtune path: meant with its own runtimes, a mistake elsewhere."""
    handed = command == TUNE_RUN
    if handed and runtime != upstream:
        yield "the command `tune run` hands the run to Trainer's own torchtune path"
    if upstream is not None and not handed:
        yield f"on `{upstream}` the command is exactly `tune run`: Trainer puts recipe and config behind it"


def _job_set(runtime: Manifest) -> Mapping[str, Any]:
    job_set: Mapping[str, Any] = (runtime["spec"].get("template") or {}).get("spec") or {}
    return job_set


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
        replicated = _job_set(runtime).get("replicatedJobs") or []
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
