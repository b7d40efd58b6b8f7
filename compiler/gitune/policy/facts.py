"""What rules may ask of a run beside the fields of its spec: one table, which is also the table of docs/policy.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from gitune.diagnostics.model import Path
from gitune.plan import amounts, estimate
from gitune.plan.model import Plan
from gitune.policy.kinds import Kind

PREFIX = "plan."

FactValue = bool | int | float | str | tuple[str, ...] | None


class Fact(NamedTuple):
    """One thing that the compiler knows of a run."""

    name: str
    """Behind `plan.`."""
    kind: Kind
    summary: str
    at: tuple[Path, ...]
    """The field of the spec that decides it; of a list one for each item, or one for all."""
    read: Callable[[Plan], FactValue]
    unknown: str = ""
    """Why it may not be known; empty where it always is."""


def gpu_hours(plan: Plan) -> float | None:
    """Hours on all devices together."""
    hours = estimate.hours(plan)
    return None if hours is None else hours * estimate.devices(plan)


def licence(plan: Plan) -> str:
    """The model's licence: what the lock says that its source states, otherwise what the catalog does."""
    locked = plan.model.source.locked
    return ((locked.license if locked else None) or plan.model.entry.license).lower()


def dataset_licence(plan: Plan) -> str | None:
    """The dataset's licence, which the lock alone knows."""
    locked = plan.dataset.source.locked
    return locked.license.lower() if locked and locked.license else None


def images(plan: Plan) -> tuple[str, ...]:
    """The images that the run names. A runtime that a platform team has installed has its own initializers."""
    if plan.runtime.scope == "existing" and plan.upstream is None:
        return (plan.images.trainer,)
    return (plan.images.initializer, plan.images.trainer)


def images_pinned(plan: Plan) -> bool:
    """Whether all of them are named by digest."""
    return all("@sha256:" in image for image in images(plan))


def locked(plan: Plan) -> bool:
    """Whether nothing of the run can be something else tomorrow."""
    sources = (plan.model.source.locked, plan.dataset.source.locked)
    return None not in sources and images_pinned(plan)


def _facts(facts: Sequence[Fact]) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts}


_HOURS = "the lock or the catalog lacks a number that they are computed from (docs/diff.md)"
_DEVICES = (("resources", "gpusPerNode"),)
_MODEL, _NAME = (("model", "id"),), (("metadata", "name"),)

FACTS = _facts(
    [
        Fact(
            "accelerator",
            "text",
            "The accelerator's name in the catalog; `cpu` for none.",
            (("resources", "accelerator"),),
            lambda plan: plan.devices.accelerator.id,
        ),
        Fact(
            "datasetLicence",
            "text",
            "Licence that the dataset's source states, in lower-case letters, such as `cc-by-4.0`.",
            (("dataset", "source"),),
            dataset_licence,
            "the lock does not say it",
        ),
        Fact(
            "datasetSource",
            "text",
            "Where the rows come from, as the initializer gets it.",
            (("dataset", "source"),),
            lambda plan: plan.dataset.source.uri,
        ),
        Fact(
            "gpuHours",
            "number",
            "Hours of training times GPUs, as `gitune diff` estimates them.",
            (("training", "epochs"),),
            gpu_hours,
            _HOURS,
        ),
        Fact(
            "gpus", "number", "GPUs, or MIG slices, of the whole run: all nodes together.", _DEVICES, estimate.devices
        ),
        Fact(
            "hours", "number", "Hours of training, as `gitune diff` estimates them.", _DEVICES, estimate.hours, _HOURS
        ),
        Fact(
            "images",
            "list",
            "The images that the run names, as Kubernetes gets them: the initializers' and the trainer's.",
            _NAME,
            images,
        ),
        Fact(
            "imagesPinned",
            "boolean",
            "Whether all of them are named by digest.",
            _NAME,
            images_pinned,
        ),
        Fact(
            "licence",
            "text",
            "The model's licence in lower-case letters: the lock's, such as `apache-2.0` or `llama3.2`; without one "
            "the catalog's, such as `llama 3.2 community license agreement`.",
            _MODEL,
            licence,
        ),
        Fact(
            "locked", "boolean", "Whether the lock pins model and dataset, and all images have digests.", _NAME, locked
        ),
        Fact(
            "modelSource",
            "text",
            "Where the model comes from, as the initializer gets it, also where the spec leaves it to the catalog.",
            (("model", "source"),),
            lambda plan: plan.model.source.uri,
        ),
        Fact("parameters", "number", "Parameters of the model.", _MODEL, lambda plan: plan.model.entry.parameters),
        Fact(
            "sources",
            "list",
            "`plan.modelSource` and `plan.datasetSource`, both.",
            (("model", "source"), ("dataset", "source")),
            lambda plan: (plan.model.source.uri, plan.dataset.source.uri),
        ),
        Fact(
            "tokens",
            "number",
            "Tokens that the run learns from, at most.",
            (("dataset", "source"),),
            amounts.tokens,
            "the lock does not know the rows",
        ),
        Fact(
            "trainableParameters",
            "number",
            "Parameters that learn.",
            (("method", "kind"),),
            lambda plan: amounts.trainable(plan.model.entry, plan.method),
        ),
    ]
)
"""Every fact, by its name."""
