"""Entries: of runs that compile, of specs that do not, and of rendered runs that no spec compiles to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitune.listing.facts import facts_of
from gitune.listing.model import Entry, Hardware, Mistake, State
from gitune.listing.wording import clean
from gitune.manifests.model import Rendered
from gitune.plan.model import Plan
from gitune.spec.finetune import FineTune

OWNER = "owner"
"""The label that names a run's owner, whatever CODEOWNERS says."""


def entry_of(spec: FineTune, plan: Plan, rendered: Rendered, state: State, file: str) -> Entry:
    """A run that compiles."""
    devices = plan.devices
    return Entry(
        name=f"{rendered.namespace}/{rendered.name}",
        state=state,
        spec=file,
        model=plan.model.entry.id,
        method=plan.method.kind,
        hardware=Hardware(devices.accelerator.id, spec.resources.mig, devices.nodes, devices.devices_per_node),
        run=rendered.run_name,
        owners=labelled(plan.labels),
        description=clean(plan.description) if plan.description else None,
        labels={key: clean(value) for key, value in sorted(plan.labels.items())},
        facts=facts_of(plan),
    )


def broken_entry(data: Any, file: str, mistake: Mistake | None) -> Entry:
    """A spec that does not compile: what stands in it, as far as that can be read."""
    name, namespace = _text(data, "metadata", "name"), _text(data, "metadata", "namespace")
    labels = _at(data, "metadata", "labels")
    return Entry(
        name=f"{namespace or 'default'}/{name}" if name else None,
        state="broken",
        spec=file,
        model=_text(data, "model", "id"),
        method=_text(data, "method", "kind"),
        owners=labelled(labels) if isinstance(labels, Mapping) else (),
        mistake=mistake,
    )


def labelled(labels: Mapping[str, Any]) -> tuple[str, ...]:
    """The owner that a run's labels name."""
    owner = labels.get(OWNER)
    return (clean(owner),) if isinstance(owner, str) and owner else ()


def _at(data: Any, *path: str) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def _text(data: Any, *path: str) -> str | None:
    value = _at(data, *path)
    return clean(value) or None if isinstance(value, str) else None
