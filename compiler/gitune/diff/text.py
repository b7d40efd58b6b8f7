"""A report for a terminal. Plain text: the same comparison gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diff.model import Change, FactChange, Fate, ObjectChange, Report, SpecDiff
from gitune.diff.wording import counted, shown

SIGNS: dict[Fate, str] = {"created": "+", "again": "=", "changed": "~", "deleted": "-", "left": "o"}
"""`o`: orphaned, it leaves Git and stays on the cluster; `=`: it comes back, and is still there."""


def as_text(report: Report) -> str:
    """Each spec that changes, then everything in a sentence."""
    parts = ["\n".join(_spec(spec)) for spec in report.specs]
    return "\n\n".join((*parts, headline(report))) + "\n"


def headline(report: Report) -> str:
    """Everything in a sentence."""
    if not report.specs:
        return f"against {report.against}: nothing changes ({counted(report.unchanged, 'spec')})"
    total = len(report.specs) + report.unchanged
    changed = "changes" if len(report.specs) == 1 else "change"
    head = f"against {report.against}: {len(report.specs)} of {counted(total, 'spec')} {changed}, {_runs(report)}"
    return f"{head}; objects: {', '.join(_counts(report))}"


def _runs(report: Report) -> str:
    starts = "starts" if report.runs == 1 else "start"
    said = f"{counted(report.runs, 'run')} {starts}" if report.runs else "no run starts"
    return f"{said}, {report.returning} back from before" if report.returning else said


def _counts(report: Report) -> Iterator[str]:
    yield f"{report.count('created'):,} created"
    if again := report.count("again"):
        yield f"{again:,} applied again"
    yield f"{report.count('changed'):,} changed"
    yield f"{report.count('deleted'):,} deleted"
    if left := report.count("left"):
        yield f"{left:,} left on the cluster"


def object_line(change: ObjectChange) -> str:
    """`+ TrainJob team-a/support-bot-1a2b3c4d`."""
    key = change.key
    kind = "Flux Kustomization" if key.kind == "Kustomization" else key.kind
    return f"{SIGNS[change.fate]} {kind} {f'{key.namespace}/' if key.namespace else ''}{key.name}"


def value_line(change: Change) -> str:
    """`path: before -> after`."""
    return f"{change.path}: {shown(change.before)} -> {shown(change.after)}"


def fact_text(fact: FactChange) -> str:
    """`before -> after`, or what is there now."""
    if fact.before is None:
        return fact.after or "none"
    return f"{fact.before} -> {fact.after if fact.after is not None else 'none'}"


def _spec(spec: SpecDiff) -> Iterator[str]:
    yield f"{spec.title} ({spec.spec})"
    for name, facts in (("meaning", spec.meaning), ("resources", spec.resources)):
        if facts:
            yield f"  {name}"
            yield from (f"    {fact.name:<26}{fact_text(fact)}".rstrip() for fact in facts)
    yield "  cluster"
    yield from (f"    {sentence}" for sentence in spec.cluster)
    if spec.objects:
        yield "  objects"
        yield from _objects(spec.objects)
    if spec.config:
        yield "  resolved config"
        yield from (f"    {value_line(change)}" for change in spec.config)


def _objects(objects: Sequence[ObjectChange]) -> Iterator[str]:
    for change in objects:
        yield f"    {object_line(change)}"
        yield from (f"        {value_line(value)}" for value in change.changes)
