"""What is different about a run on one of Kubeflow's own torchtune runtimes (docs/runtime-scopes.md)."""

from __future__ import annotations

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from gitune.catalog.model import Catalog
from gitune.diagnostics.model import Path
from gitune.plan.model import ImagePlan, ModelPlan, StoragePlan, TrainingPlan, UpstreamPlan
from gitune.plan.notes import Notes
from gitune.plan.storage import volume_parts
from gitune.project.model import Project
from gitune.spec.finetune import FineTune
from gitune.spec.quantity import quantity_value

IMAGES = ImagePlan(
    "ghcr.io/kubeflow/trainer/model-initializer", "ghcr.io/kubeflow/trainer/torchtune-trainer", pinned=False
)
"""Named by the installed runtime, without a tag; nothing that is rendered repeats them."""

_GIB = 1 << 30


def upstream_plan(spec: FineTune, catalog: Catalog, project: Project) -> UpstreamPlan | None:
    """The runtime of Kubeflow's that the spec names; None for every other run."""
    runtime = spec.runtime
    if runtime.scope != "existing" or runtime.name is None or runtime.name not in catalog.upstream.runtimes:
        return None
    entry = catalog.upstream.runtimes[runtime.name]
    old = project.target.trainer == "2.1"
    return UpstreamPlan(entry, frozenset(_written(spec, ())), own_claim=old, explicit_processes=old)


def _written(model: BaseModel, path: tuple[str, ...]) -> list[Path]:
    """The fields that a person wrote, and the sections around them, by their names in YAML."""
    found: list[Path] = []
    for name in model.model_fields_set:
        value, place = getattr(model, name), (*path, to_camel(name))
        found.append(place)
        if isinstance(value, BaseModel):
            found += _written(value, place)
    return found


def upstream_storage(
    upstream: UpstreamPlan, storage: StoragePlan, parts: dict[str, int], family: str | None, notes: Notes
) -> StoragePlan:
    """The claim named like the runtime, which Trainer 2.1 needs; later ones make a claim for each run by themselves."""
    name = upstream.runtime.id
    if upstream.own_claim:
        if family is not None:
            message = f"with Trainer 2.1 every run on `{name}` writes to one folder: those of a matrix would mix"
            hint = "use Trainer 2.2 or later (`target.trainer`), or the scope `cluster` or `namespace`"
            notes.report("GT553", message, ("runtime", "name"), hint=hint)
        return storage._replace(claim=name) if storage.owned else storage
    held, needed = upstream.runtime.volume, sum(parts.values())
    notes.decisions = [decision for decision in notes.decisions if decision.path[0] != "storage"]
    if held is not None and quantity_value(held) < needed:
        message = (
            f"the volume that `{name}` makes for a run holds {held}; this one needs {-(-needed // _GIB)}Gi or more"
        )
        hint = "ask whoever installed the runtime for a larger volume, or use the scope `cluster` or `namespace`"
        notes.report("GT363", message, ("runtime", "name"), hint=hint)
    return storage._replace(claim=name, owned=False, size=held or storage.size, is_family_s=False)


def upstream_parts(spec: FineTune, model: ModelPlan, training: TrainingPlan) -> dict[str, int]:
    """What goes on the volume, in bytes. Upstream's trainer leaves its result where torchtune wrote it."""
    return {name: size for name, size in volume_parts(model, spec.method, training).items() if name != "result"}
