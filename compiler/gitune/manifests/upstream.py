"""The TrainJob for one of Kubeflow's own torchtune runtimes: what Kubeflow's SDK would have sent.

One thing is another: a token is named and never written (docs/runtime-scopes.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitune.backends.base import TrainerConfig
from gitune.manifests.environment import entries, from_secret
from gitune.manifests.patches import patched
from gitune.manifests.pods import STEPS, place
from gitune.plan.model import DevicePlan, Plan, SourcePlan, UpstreamPlan
from gitune.project.model import TrainerVersion
from gitune.spec.runtime import EnvFrom

IGNORED = "*.msgpack,*.h5,*.bin,*.pt,*.pth"
"""What the SDK tells the model's initializer to leave out: copies of the weights in other formats."""

_ASKED = (("gpusPerNode",), ("mig",), ("cpu",), ("memory",), ("ephemeralStorage",))


def upstream_job_spec(
    plan: Plan, upstream: UpstreamPlan, config: TrainerConfig, resources: Mapping[str, str], trainer: TrainerVersion
) -> dict[str, Any]:
    """The TrainJob's spec. What the spec does not say is left to the runtime, as the SDK does."""
    asked = any(upstream.wrote("resources", *field) for field in _ASKED) or upstream.runtime.gpus is None
    return {
        "runtimeRef": {"kind": plan.runtime.kind, "name": upstream.runtime.id},
        "initializer": {
            "dataset": _initializer(plan.dataset.source, plan, {}),
            "model": _initializer(plan.model.source, plan, {"IGNORE_PATTERNS": IGNORED}),
        },
        "trainer": {
            "command": list(config.command),
            "args": [_verbatim(argument) for argument in config.args],
            **_processes(plan, upstream),
            **({"resourcesPerNode": {"limits": dict(resources), "requests": dict(resources)}} if asked else {}),
            **({"env": entries(plan.env)} if plan.env else {}),
        },
        **_placement(plan, trainer),
    }


def _initializer(source: SourcePlan, plan: Plan, own: Mapping[str, str | EnvFrom]) -> dict[str, Any]:
    env = entries({name: value for name, value in own.items() if name not in plan.env})
    if source.secret is not None:
        env.append(from_secret("ACCESS_TOKEN", source.secret.name, source.secret.key))
    env += entries(plan.env)
    return {"storageUri": source.uri, **({"env": env} if env else {})}


def _processes(plan: Plan, upstream: UpstreamPlan) -> dict[str, int]:
    """Trainer takes as many processes as there are GPUs; a slice of one is none to it, and counts as CPUs."""
    devices, numbers = plan.devices, {}
    if upstream.wrote("resources", "nodes") or upstream.explicit_processes:
        numbers["numNodes"] = devices.nodes
    if (
        upstream.explicit_processes
        or _is_miscounted(devices, plan)
        or devices.processes_per_node != devices.devices_per_node
    ):
        numbers["numProcPerNode"] = devices.processes_per_node
    return numbers


def _is_miscounted(devices: DevicePlan, plan: Plan) -> bool:
    """Of a MIG slice, where CPUs would be counted in its place, or where the webhook looks for one GPU (QLoRA)."""
    sliced = devices.resource_name is not None and "gpu" not in devices.resource_name.lower()
    return sliced and (devices.cpu is not None or plan.method.kind == "qlora")


def _placement(plan: Plan, trainer: TrainerVersion) -> dict[str, Any]:
    """Where the pods go; nothing where the spec does not say."""
    pods: dict[str, dict[str, Any]] = {}
    for step in STEPS:
        place(pods.setdefault(step, {}), plan.runtime)
    return patched(pods, trainer) if any(pods.values()) else {}


def _verbatim(argument: str) -> str:
    """Kubernetes replaces `$(NAME)` in arguments, and reads `$$` as one dollar."""
    return argument.replace("$", "$$") if "$(" in argument or "$$" in argument else argument
