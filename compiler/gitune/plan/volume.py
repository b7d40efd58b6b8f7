"""The one volume of a matrix: what all of its runs put there, and who may mount it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gitune.diagnostics.model import Finding
from gitune.plan.model import Decision, Plan, SourcePlan
from gitune.plan.storage import BASE_MODEL, DATASET, DATASET_ROOM, size_for, volume_parts
from gitune.spec.quantity import quantity_value

_GIB = 1 << 30
_SIZE, _MODES = ("storage", "size"), ("storage", "accessModes")


class VolumePlan(NamedTuple):
    """A claim that several runs share."""

    name: str
    """Of the claim: that of the spec with the matrix."""
    namespace: str
    labels: Mapping[str, str]
    """Those that all of the runs have."""
    description: str | None
    size: str
    class_name: str | None
    access_modes: tuple[str, ...]
    runs: tuple[str, ...]
    """Names of the fine-tunes that mount it."""
    decisions: tuple[Decision, ...]

    @property
    def family(self) -> str:
        """The matrix, which is called like its volume."""
        return self.name


class PlannedVolume(NamedTuple):
    """A plan unless an error stands among the findings."""

    plan: VolumePlan | None
    findings: tuple[Finding, ...]


def plan_volume(plans: Sequence[Plan]) -> PlannedVolume | None:
    """The volume of a matrix; None where its runs have one that exists already, or each its own.

    Args:
        plans: every run of one matrix in one namespace.
    """
    plans = [plan for plan in plans if plan.storage.is_family_s]
    if not plans:
        return None
    if different := next(_differences(plans), None):
        return PlannedVolume(None, (different,))
    first, storage = plans[0], plans[0].storage
    size, reason = size_for(_parts(plans))
    decisions = [Decision(_SIZE, size, reason)] if storage.is_auto else []
    decisions += [decision for decision in first.decisions if decision.path == _MODES]
    made = VolumePlan(
        name=storage.claim,
        namespace=first.namespace,
        labels={key: value for key, value in first.labels.items() if all(p.labels.get(key) == value for p in plans)},
        description=first.description if all(p.description == first.description for p in plans) else None,
        size=size if storage.is_auto else storage.size,
        class_name=storage.class_name,
        access_modes=storage.access_modes,
        runs=tuple(plan.name for plan in plans),
        decisions=tuple(decisions),
    )
    return PlannedVolume(made, (*_too_small(plans, made.size), *_on_one_node(made)))


def _parts(plans: Sequence[Plan]) -> dict[str, int]:
    """What goes on the volume, in bytes: each source once, and what every run leaves."""
    models, datasets = _models(plans), {plan.dataset.source.folder for plan in plans}
    return {
        _counted(len(models), BASE_MODEL): sum(models.values()),
        f"checkpoints and results of {_counted(len(plans), 'run')}": sum(map(_written, plans)),
        DATASET if len(datasets) == 1 else f"room for {len(datasets)} datasets": len(datasets) * DATASET_ROOM,
    }


def _models(plans: Sequence[Plan]) -> dict[object, int]:
    """Bytes of each base model. A run that starts from an earlier one's result needs none of its own."""
    found: dict[object, int] = {}
    for plan in plans:
        size = volume_parts(plan.model, plan.method, plan.training)[BASE_MODEL]
        if size:
            found[plan.model.source.folder] = max(size, found.get(plan.model.source.folder, 0))
    return found


def _written(plan: Plan) -> int:
    parts = volume_parts(plan.model, plan.method, plan.training)
    return sum(size for name, size in parts.items() if name not in (BASE_MODEL, DATASET))


def _counted(number: int, word: str) -> str:
    return word if number == 1 else f"{number} {word}s"


def _differences(plans: Sequence[Plan]) -> Iterator[Finding]:
    """Shapes that one claim cannot have at once. The grid varies no `storage`; a policy may impose one on some runs."""
    first = plans[0]
    fields = (("className", "class_name"), ("accessModes", "access_modes"), ("size", "size"))
    for plan in plans[1:]:
        for shown, field in fields:
            mine, theirs = getattr(first.storage, field), getattr(plan.storage, field)
            if field == "size" and first.storage.is_auto and plan.storage.is_auto:
                continue
            if mine != theirs:
                message = f"`{first.name}` and `{plan.name}` share one volume and would give it another `{shown}`"
                hint = "let the policy impose it on all runs of the matrix, or on none"
                yield Finding("GT552", message, ("storage", shown), hint=hint)


def _too_small(plans: Sequence[Plan], size: str) -> Iterator[Finding]:
    """What is sure to go there is more than fits: models, pinned files, and what the runs write."""
    sources: dict[object, int] = {}
    for plan in plans:
        sources |= {source.folder: _pinned(source) for source in (plan.model.source, plan.dataset.source)}
    needed = sum((sources | _models(plans)).values()) + sum(map(_written, plans))
    if needed > quantity_value(size):
        runs = _counted(len(plans), "run")
        message = f"{size} cannot hold what {runs} leave on the volume, {-(-needed // _GIB)} Gi at least"
        path = ("dataset", "source") if plans[0].storage.is_auto else _SIZE
        hint = f"say `storage.size: {-(-needed * 11 // (10 * _GIB))}Gi`, a tenth more than that"
        yield Finding("GT551", message, path, hint=hint)


def _pinned(source: SourcePlan) -> int:
    return source.locked.total_bytes if source.locked else 0


def _on_one_node(volume: VolumePlan) -> Iterator[Finding]:
    if len(volume.runs) > 1 and "ReadWriteMany" not in volume.access_modes:
        mode = volume.access_modes[0]
        one = "pod" if mode == "ReadWriteOncePod" else "node"
        message = f"{len(volume.runs)} runs share the volume, and `{mode}` lets one {one} at a time mount it"
        hint = f"write `[ReadWriteMany]`; as it is, runs on another {one} wait for the first one to be done"
        yield Finding("GT550", message, _MODES, hint=hint)
