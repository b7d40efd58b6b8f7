"""A report for programs. `formatVersion` rises by its first number when a field goes or changes its meaning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.redact import redact
from gitune.diff.model import FATES, Change, ObjectChange
from gitune.diff.told import FactChange, ProjectDiff, Report, Row, SpecDiff

FORMAT_VERSION = "1.1"


def as_json(report: Report, refusals: Sequence[Diagnostic]) -> str:
    """Everything that the text says, and what the guard found."""
    data = {
        "formatVersion": FORMAT_VERSION,
        "against": report.against,
        "unchanged": report.unchanged,
        "runs": report.runs,
        "objects": {fate: report.count(fate) for fate in FATES},
        "refusals": [_refusal(diagnostic) for diagnostic in refusals],
        "projects": [_project(project) for project in report.projects],
        "specs": [_spec(spec) for spec in report.specs],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _refusal(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": diagnostic.span.file if diagnostic.span else None,
        "line": diagnostic.span.line if diagnostic.span else None,
    }


def _spec(spec: SpecDiff) -> dict[str, Any]:
    return {
        "name": spec.title,
        "environment": spec.environment,
        "spec": spec.spec,
        "causes": list(spec.causes),
        "effect": spec.effect,
        "run": spec.run,
        "earlierRun": spec.earlier_run,
        "devices": spec.devices,
        "hours": spec.hours,
        "cost": spec.cost,
        "meaning": [_fact(fact) for fact in spec.meaning],
        "resources": [_fact(fact) for fact in spec.resources],
        "cluster": list(spec.cluster),
        "objects": [_object(change) for change in spec.objects],
        "config": [_value(change) for change in spec.config],
        "matrix": [_row(row) for row in spec.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "effect": row.effect,
        "run": row.run,
        "earlierRun": row.earlier_run,
        "devices": row.devices,
        "settings": dict(row.settings),
    }


def _project(project: ProjectDiff) -> dict[str, Any]:
    return {
        "file": project.file,
        "environment": project.environment,
        "cluster": list(project.cluster),
        "objects": [_object(change) for change in project.objects],
    }


def _fact(fact: FactChange) -> dict[str, Any]:
    return {"name": fact.name, "before": fact.before, "after": fact.after}


def _object(change: ObjectChange) -> dict[str, Any]:
    key = change.key
    return {
        "kind": key.kind,
        "namespace": key.namespace or None,
        "name": key.name,
        "fate": change.fate,
        "changes": [_value(value) for value in change.changes],
    }


def _value(change: Change) -> dict[str, Any]:
    return {"path": change.path, "before": _plain(change.before), "after": _plain(change.after)}


def _plain(value: Any) -> Any:
    """The value, without secrets."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
