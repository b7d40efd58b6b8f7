"""What a TrainJob adds to a runtime that a platform team has installed.

The installed runtime must have the three jobs and containers of `runtimes/torchtune/clustertrainingruntime.yaml`. What
the run brings replaces that runtime's volumes of the same name (strategic merge).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitune.manifests.names import Names
from gitune.manifests.pods import STEPS, Step, fit
from gitune.plan.model import Plan
from gitune.project.model import TrainerVersion

MANAGER = "gitune.dev/compiler"
"""Owner of the patches, so that Kueue's stand beside them."""


def runtime_patches(plan: Plan, names: Names, trainer: TrainerVersion) -> dict[str, Any]:
    """The part of the TrainJob's spec that patches an installed runtime. Trainer 2.2 gave it another name."""
    return patched({step: _pod(step, plan, names) for step in STEPS}, trainer)


def patched(pods: Mapping[str, dict[str, Any]], trainer: TrainerVersion) -> dict[str, Any]:
    """Patches of pods, by the name of their job."""
    if trainer == "2.1":
        overrides = [{"targetJobs": [{"name": step}], "spec": pod} for step, pod in pods.items()]
        return {"podTemplateOverrides": overrides}
    jobs = [{"name": step, "template": {"spec": {"template": {"spec": pod}}}} for step, pod in pods.items()]
    runtime = {"template": {"spec": {"replicatedJobs": jobs}}}
    return {"runtimePatches": [{"manager": MANAGER, "trainingRuntimeSpec": runtime}]}


def _pod(step: Step, plan: Plan, names: Names) -> dict[str, Any]:
    pod: dict[str, Any] = {"containers": [{"name": step}]}
    fit(pod, step, plan, names)
    return pod
