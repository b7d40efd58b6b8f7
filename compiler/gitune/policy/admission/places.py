"""Where rendered objects show what a rule is about."""

from __future__ import annotations

from typing import NamedTuple

from gitune.manifests.labels import NAME, QUEUE
from gitune.policy.admission.cel import text
from gitune.policy.admission.pods import IMAGES, ONCE, PODS, On
from gitune.policy.kinds import Kind
from gitune.policy.targets import Target


class Place(NamedTuple):
    """One value of an object, in CEL."""

    on: On
    value: str
    kind: Kind
    given: str = ""
    """Whether it is there; empty where it always is."""
    is_optional: bool = False
    """Whether it is there exactly when a person or a policy said it."""
    is_copy: bool = False
    """Whether another kind of object always shows the same."""
    each: str = ONCE
    """What is around a test of it, where there are several."""


_TRAINER = "has(object.spec.trainer)"
_LIMITS = "object.spec.trainer.resourcesPerNode.limits"


def _label(key: str, on: On = "trainjobs") -> Place:
    given, is_copy = f"{text(key)} in variables.labels", on != "trainjobs"
    return Place(on, f"variables.labels[{text(key)}]", "text", given, is_optional=True, is_copy=is_copy)


def _limit(name: str) -> Place:
    key, per_node = text(name), "object.spec.trainer.resourcesPerNode"
    given = f"{_TRAINER} && has({per_node}) && has({_LIMITS}) && {key} in {_LIMITS}"
    return Place("trainjobs", f"string({_LIMITS}[{key}])", "quantity", given, is_optional=True)


def _source(part: str) -> Place:
    path = "object.spec.initializer"
    given = f"has({path}) && has({path}.{part}) && has({path}.{part}.storageUri)"
    return Place("trainjobs", f"{path}.{part}.storageUri", "text", given)


def _pods(value: str, kind: Kind, given: str, *, on: tuple[On, ...] = ("runtimes", "trainjobs")) -> list[Place]:
    """`{pod}` stands for a pod in both expressions."""
    return [
        Place(pods.on, value.format(pod=pods.pod), kind, given.format(pod=pods.pod), is_optional=True, each=pods.each)
        for pods in PODS
        if pods.on in on
    ]


def _runtime(value: str, kind: Kind, given: str, *, is_optional: bool) -> list[Place]:
    return [Place("runtimes", value, kind, given, is_optional)]


_DEADLINE = "job.template.spec.activeDeadlineSeconds"
_POLICY = "object.spec.template.spec.failurePolicy"
_REQUESTS = "object.spec.resources.requests"

_PLACES: dict[str, list[Place]] = {
    "metadata.namespace": [
        Place("trainjobs", "request.namespace", "text"),
        Place("claims", "request.namespace", "text", is_copy=True),
    ],
    "metadata.name": [_label(NAME)._replace(is_optional=False)],
    "plan.datasetSource": [_source("dataset")],
    "plan.gpus": [Place("trainjobs", "variables.devices * variables.nodes", "number")],
    "plan.images": [
        Place("runtimes", "container.image", "text", each=IMAGES),
        Place("trainjobs", "object.spec.trainer.image", "text", f"{_TRAINER} && has(object.spec.trainer.image)"),
    ],
    "plan.imagesPinned": [
        Place("runtimes", "container.image.contains('@sha256:')", "boolean", each=IMAGES),
        Place(
            "trainjobs",
            "object.spec.trainer.image.contains('@sha256:')",
            "boolean",
            f"{_TRAINER} && has(object.spec.trainer.image)",
        ),
    ],
    "plan.modelSource": [_source("model")],
    "resources.cpu": [_limit("cpu")],
    "resources.ephemeralStorage": [_limit("ephemeral-storage")],
    "resources.gpusPerNode": [Place("trainjobs", "variables.devices", "number", "variables.devices > 0")],
    "resources.memory": [_limit("memory")],
    "resources.nodes": [Place("trainjobs", "variables.nodes", "number")],
    "runtime.activeDeadline": [
        Place(
            "runtimes",
            _DEADLINE,
            "duration",
            f"has({_DEADLINE})",
            is_optional=True,
            each="object.spec.template.spec.replicatedJobs.all(job, job.name != 'node' || {0})",
        )
    ],
    "runtime.imagePullSecrets": _pods(
        "{pod}.imagePullSecrets.map(secret, secret.name)", "list", "has({pod}.imagePullSecrets)"
    ),
    "runtime.maxRestarts": _runtime(
        f"{_POLICY}.maxRestarts", "number", f"has({_POLICY}) && has({_POLICY}.maxRestarts)", is_optional=False
    ),
    "runtime.nodeSelector": _pods("{pod}.nodeSelector.map(key, key)", "list", "has({pod}.nodeSelector)"),
    "runtime.priorityClassName": _pods(
        "{pod}.priorityClassName", "text", "has({pod}.priorityClassName)", on=("runtimes",)
    ),
    "runtime.queue": [_label(QUEUE)],
    "runtime.serviceAccountName": _pods("{pod}.serviceAccountName", "text", "has({pod}.serviceAccountName)"),
    "storage.accessModes": [Place("claims", "object.spec.accessModes", "list")],
    "storage.className": [
        Place("claims", "object.spec.storageClassName", "text", "has(object.spec.storageClassName)", is_optional=True)
    ],
    "storage.size": [
        Place("claims", f"string({_REQUESTS}['storage'])", "quantity", f"has({_REQUESTS}) && 'storage' in {_REQUESTS}")
    ],
}


def places_of(target: Target) -> list[Place]:
    """Every place on objects that shows the value; none where no object does."""
    if target.path[:2] == ("metadata", "labels") and len(target.path) > 2:
        return [_label(str(target.path[2]), on) for on in ("trainjobs", "claims")]
    if target.path[:2] == ("runtime", "nodeSelector") and len(target.path) > 2:
        key = text(str(target.path[2])).replace("{", "{{").replace("}", "}}")
        given = f"has({{pod}}.nodeSelector) && {key} in {{pod}}.nodeSelector"
        return _pods(f"{{pod}}.nodeSelector[{key}]", "text", given)
    if target.text == "plan.sources":
        return [_source("model"), _source("dataset")]
    return _PLACES.get(target.text, [])


_COMPILED = ("datasetLicence", "gpuHours", "hours", "licence", "locked", "parameters", "tokens", "trainableParameters")

_HIDDEN: dict[str, tuple[str, ...]] = {
    "an object asks for a resource such as `nvidia.com/gpu` and does not say which accelerator it means": (
        "resources.accelerator",
        "resources.mig",
        "plan.accelerator",
    ),
    "it is spread over containers and the run's config": ("runtime.env", "runtime.tolerations", "overrides"),
    "it stands in the run's config, which is text to the cluster": ("method", "training", "dataset"),
    "only the compiler, its catalog and the lock know it": ("model", *(f"plan.{name}" for name in _COMPILED)),
}


def why_hidden(target: Target) -> str:
    """Why no object shows the value."""
    for reason, names in _HIDDEN.items():
        if any(target.text == name or target.text.startswith(f"{name}.") for name in names):
            return reason
    return "no rendered object shows it"
