"""Makes the plan: every decision of a run, each with its reason, and every finding on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gitune.catalog.model import Catalog
from gitune.plan.datasets import plan_dataset
from gitune.plan.devices import plan_devices
from gitune.plan.images import plan_images
from gitune.plan.model import Plan, Planned
from gitune.plan.models import plan_model
from gitune.plan.notes import Notes
from gitune.plan.pinned import check_pinned, check_versions
from gitune.plan.storage import plan_storage
from gitune.plan.training import plan_training
from gitune.plan.upstream import IMAGES, upstream_parts, upstream_plan, upstream_storage
from gitune.project.model import Project
from gitune.spec.finetune import FineTune

if TYPE_CHECKING:
    from gitune.lock.model import Lock


def plan(
    spec: FineTune, catalog: Catalog, project: Project, lock: Lock | None = None, family: str | None = None
) -> Planned:
    """Decides the run. Parts that do not depend on each other report all that is wrong with them at once.

    What `lock` pins is taken as it is; the rest floats. `family` is the matrix that the run belongs to.
    """
    notes = Notes()
    made = _plan(spec, _Given(catalog, project, lock, family), notes)
    if made is not None and not notes.failed:
        check_pinned(made, project, notes)
    return Planned(None if notes.failed else made, tuple(notes.findings))


class _Given(NamedTuple):
    """What the spec is planned with."""

    catalog: Catalog
    project: Project
    lock: Lock | None
    family: str | None


def _plan(spec: FineTune, given: _Given, notes: Notes) -> Plan | None:
    catalog, project, lock, family = given
    upstream = upstream_plan(spec, catalog, project)
    model = plan_model(spec, catalog, lock, notes)
    dataset = plan_dataset(spec.dataset, lock, notes, model.locked if model else None)
    devices = plan_devices(spec.resources, catalog, notes, upstream)
    training = plan_training(spec, catalog.models.get(spec.model.id), devices, notes)
    images = IMAGES
    if upstream is None:
        images = plan_images(project, catalog, lock, notes)
        check_versions(lock, catalog, project, notes)
    if model is None or dataset is None or devices is None or training is None:
        return None
    storage = plan_storage(spec, model, training, family, notes)
    if upstream is not None:
        storage = upstream_storage(upstream, storage, upstream_parts(spec, model, training), family, notes)
    return Plan(
        name=spec.metadata.name,
        namespace=spec.metadata.namespace,
        labels=spec.metadata.labels,
        description=spec.metadata.description,
        model=model,
        dataset=dataset,
        method=spec.method,
        training=training,
        devices=devices,
        storage=storage,
        runtime=spec.runtime,
        env=spec.runtime.env,
        overrides=spec.overrides,
        images=images,
        decisions=tuple(notes.decisions),
        upstream=upstream,
        family=family,
    )
