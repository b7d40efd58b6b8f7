"""The TrainJob merged into its runtime, in the order of Trainer's controller: patches, resources, torch, initializers.

What the controller's webhooks refuse is refused here too, so that a local run does not pass what a cluster would not.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from gitune.local.model import Manifest
from gitune.local.refusal import Refused, diagnostic
from gitune.local.strategic import merged, upserted
from gitune.local.torch_plugin import torch_environment

ANCESTOR = "trainer.kubeflow.org/trainjob-ancestor-step"
CONTAINERS = {"dataset-initializer": "dataset-initializer", "model-initializer": "model-initializer", "trainer": "node"}
"""The fixed name of each step's container."""
INITIALIZER_MOUNT = "initializer"
UPSTREAM_TORCHTUNE = ["tune", "run"]


def merge(trainjob: Manifest, runtime: Manifest) -> dict[str, Any]:
    """The JobSet's spec for this TrainJob.

    Raises:
        Refused: GT609 for what Trainer's webhooks refuse, or a policy that a local run does not do.
    """
    spec = trainjob["spec"]
    policy = runtime["spec"].get("mlPolicy", {})
    jobset = _patched(copy.deepcopy(dict(runtime["spec"]["template"]["spec"])), spec)
    _train(jobset, spec.get("trainer"), policy, run=trainjob["metadata"]["name"])
    for step, initializer in spec.get("initializer", {}).items():
        _initialize(jobset, f"{step}-initializer", initializer)
    return jobset


def _patched(jobset: dict[str, Any], spec: Manifest) -> dict[str, Any]:
    for patch in _patches(spec):
        for job in patch.get("replicatedJobs", ()):
            _check_patch(job, jobset)
        jobset = merged(jobset, patch)
    return jobset


def _patches(spec: Manifest) -> Iterator[Manifest]:
    """JobSet specs to merge: `runtimePatches` (Trainer 2.2 and later) and `podTemplateOverrides` (2.1)."""
    for patch in spec.get("runtimePatches", ()):
        yield patch.get("trainingRuntimeSpec", {}).get("template", {}).get("spec", {})
    for override in spec.get("podTemplateOverrides", ()):
        pod = {key: override[key] for key in ("metadata", "spec") if key in override}
        for target in override.get("targetJobs", ()):
            yield {"replicatedJobs": [{"name": target["name"], "template": {"spec": {"template": pod}}}]}


def _check_patch(job: Manifest, jobset: Manifest) -> None:
    if job["name"] not in {j["name"] for j in jobset["replicatedJobs"]}:
        raise _refusal(f"a patch names the job {job['name']}, which the runtime does not have")
    pod = job.get("template", {}).get("spec", {}).get("template", {}).get("spec", {})
    named = [c["name"] for c in pod.get("containers", ()) if c.get("env") and c["name"] in CONTAINERS.values()]
    if named:
        raise _refusal(f"Trainer refuses a patch that sets env of the container {named[0]}")


def _train(jobset: Manifest, trainer: Manifest | None, policy: Manifest, run: str) -> None:
    other = sorted(set(policy) - {"numNodes", "torch"})
    if other:
        raise _refusal(f"a local run does not do the runtime's mlPolicy.{other[0]}")
    job, container = _step(jobset, "trainer")
    if trainer and trainer.get("command") == UPSTREAM_TORCHTUNE:
        raise _refusal("the command ['tune', 'run'] makes Trainer guess recipe and config; a local run does not")
    if trainer and "resourcesPerNode" in trainer:
        container["resources"] = trainer["resourcesPerNode"]
    for key in ("image", "command", "args"):
        if trainer and trainer.get(key):
            container[key] = trainer[key]
    if "torch" in policy:
        nodes = (trainer or {}).get("numNodes", policy.get("numNodes", 1))
        job["template"]["spec"].update(parallelism=nodes, completions=nodes)
        if trainer is not None:
            container["env"] = torch_environment(trainer, container, nodes, master=f"{run}-{job['name']}-0-0.{run}")
    elif trainer is not None:
        container["env"] = upserted(container.get("env", ()), trainer.get("env", ()))


def _initialize(jobset: Manifest, step: str, initializer: Manifest) -> None:
    _, container = _step(jobset, step)
    if INITIALIZER_MOUNT not in {m["name"] for m in container.get("volumeMounts", ())}:
        raise _refusal(f"the runtime's container {step} lacks the volume mount {INITIALIZER_MOUNT!r}")
    env = container.get("env", ())
    if initializer.get("storageUri"):
        env = upserted(env, [{"name": "STORAGE_URI", "value": initializer["storageUri"]}])
    container["env"] = upserted(env, initializer.get("env", ()))
    if initializer.get("secretRef"):
        container["envFrom"] = [*container.get("envFrom", ()), {"secretRef": initializer["secretRef"]}]


def _step(jobset: Manifest, step: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The replicated job of a step and the container that does it."""
    for job in jobset["replicatedJobs"]:
        labels = job["template"].get("metadata", {}).get("labels", {})
        if labels.get(ANCESTOR) == step:
            for container in job["template"]["spec"]["template"]["spec"]["containers"]:
                if container["name"] == CONTAINERS[step]:
                    return job, container
    raise _refusal(f"the runtime has no job labelled {ANCESTOR}: {step} with a container {CONTAINERS[step]}")


def _refusal(message: str) -> Refused:
    return Refused(diagnostic("GT609", message))
