"""A matrix in one table, and the volume that its runs share: what `gitune plan` says of a spec with several runs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from gitune.cli.families import Family
from gitune.cli.table import table
from gitune.diagnostics.model import Path
from gitune.plan import amounts, estimate
from gitune.plan.model import Decision, Plan


class _Row(NamedTuple):
    """One run."""

    name: str
    run: str
    settings: tuple[tuple[str, str], ...]
    plan: Plan
    cost: float | None


def family_text(family: Family, spec: str) -> str:
    """The table for people."""
    rows = _rows(family)
    paths = [path for path, _ in rows[0].settings]
    head = ["run", *paths, "steps", "time", "states per device", "hardware"]
    cells = [[row.name, *(value for _, value in row.settings), *_measures(row)] for row in rows]
    lines = [f"matrix {family.name}: {len(rows)} runs in namespace {family.namespace}", "", table(head, cells)]
    lines += ["", f"all at once: {_all_devices(rows)}", "", *_volume(family)]
    lines += ["", f"one of them: gitune plan {spec} --run {rows[0].name}"]
    return "\n".join(lines)


def family_json(family: Family) -> str:
    """The same for programs."""
    rows = _rows(family)
    volume = family.plan
    data: dict[str, Any] = {
        "formatVersion": "1.0",
        "matrix": family.name,
        "namespace": family.namespace,
        "runs": [_run(row) for row in rows],
        "devices": dict(_devices(rows)),
        "volume": volume
        and {
            "claim": volume.name,
            "size": volume.size,
            "className": volume.class_name,
            "accessModes": list(volume.access_modes),
            "decisions": [{"path": _dotted(d.path), "value": d.value, "reason": d.reason} for d in volume.decisions],
        },
    }
    return json.dumps(data, indent=2, default=str)


def _rows(family: Family) -> list[_Row]:
    found = []
    for item in family.runs:
        variant, plan, rendered = item.input.variant, item.compilation.plan, item.compilation.rendered
        if variant is not None and plan is not None and rendered is not None:
            cost = estimate.cost(plan, item.input.workspace.project.prices)
            found.append(_Row(variant.name, rendered.run_name, variant.settings, plan, cost))
    return found


def _run(row: _Row) -> dict[str, Any]:
    plan = row.plan
    return {
        "name": row.name,
        "run": row.run,
        "settings": dict(row.settings),
        "epochs": plan.training.epochs,
        "steps": amounts.steps(plan),
        "tokens": amounts.tokens(plan),
        "hours": estimate.hours(plan),
        "cost": row.cost,
        "statesGib": round(estimate.states_gib(plan), 1),
        "deviceGib": estimate.device_gib(plan),
        "accelerator": plan.devices.accelerator.id,
        "nodes": plan.devices.nodes,
        "devices": estimate.devices(plan),
    }


def _measures(row: _Row) -> list[str]:
    return [_steps(row.plan), _time(row), _states(row.plan), _hardware(row.plan)]


def _steps(plan: Plan) -> str:
    """Steps; epochs where nothing says how many rows one has."""
    steps, epochs = amounts.steps(plan), plan.training.epochs
    return f"{epochs} epoch{'s' if epochs > 1 else ''}" if steps is None else f"{steps:,}"


def _time(row: _Row) -> str:
    hours = estimate.hours(row.plan)
    if hours is None:
        return "-"
    time = f"{hours:.1f} h" if hours >= 1 else f"{hours * 60:.0f} min"
    return time if row.cost is None else f"{time}, {row.cost:,.2f}"


def _states(plan: Plan) -> str:
    states, device = estimate.states_gib(plan), estimate.device_gib(plan)
    shown = f"{states:.1f} GiB" if states >= 0.1 else f"{states * 1024:.1f} MiB"
    return shown if device is None else f"{shown} of {device:g}"


def _hardware(plan: Plan) -> str:
    devices = plan.devices
    each = f"{devices.devices_per_node or devices.processes_per_node} x {devices.accelerator.id}"
    return each if devices.nodes == 1 else f"{devices.nodes} nodes, {each}"


def _devices(rows: Sequence[_Row]) -> Counter[str]:
    """Devices of each kind when every run runs."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row.plan.devices.accelerator.id] += estimate.devices(row.plan)
    return found


def _all_devices(rows: Sequence[_Row]) -> str:
    nodes = sum(row.plan.devices.nodes for row in rows)
    found = [f"{count} GPUs ({name})" if count else f"no GPU ({name})" for name, count in _devices(rows).items()]
    return f"{', '.join(found)}, on at most {nodes} nodes"


def _volume(family: Family) -> list[str]:
    volume = family.plan
    if volume is None:
        claims = dict.fromkeys(item.compilation.plan.storage.claim for item in family.runs if item.compilation.plan)
        return [f"volume {', '.join(claims)}, which is not rendered here"]
    head = f"volume {volume.name} ({volume.size}, {' '.join(volume.access_modes)}), shared by all of them"
    return [head, *(line for decision in volume.decisions for line in _lines(decision))]


def _lines(decision: Decision) -> tuple[str, str]:
    value = " ".join(decision.value) if isinstance(decision.value, tuple) else decision.value
    return f"  {_dotted(decision.path)} = {value}", f"      {decision.reason}"


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)
