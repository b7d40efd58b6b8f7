"""A report for a terminal. Plain text: the same comparison gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diff.matrix import EFFECTS
from gitune.diff.model import Change, Fate, ObjectChange
from gitune.diff.same import Same, same_changes
from gitune.diff.told import FactChange, ProjectDiff, Report, Row, SpecDiff
from gitune.diff.wording import counted, listed, shown

SIGNS: dict[Fate, str] = {"created": "+", "again": "=", "changed": "~", "deleted": "-", "left": "o"}
"""`o`: orphaned, it leaves Git and stays on the cluster; `=`: it comes back, and is still there."""


def as_text(report: Report) -> str:
    """What stands once, each change of specs, what they come from, then everything in a sentence."""
    parts = ["\n".join(_project(project)) for project in report.projects]
    parts += ["\n".join(_same(same)) for same in same_changes(report.specs)]
    if lines := cause_lines(report.specs):
        parts.append("\n".join(["because of", *(f"  {cause:<40}{said}" for cause, said in lines)]))
    return "\n\n".join((*parts, headline(report))) + "\n"


def headline(report: Report) -> str:
    """Everything in a sentence."""
    if not report.specs and not report.projects:
        return f"against {report.against}: nothing changes ({counted(report.unchanged, 'spec')})"
    changed = "changes" if report.changed == 1 else "change"
    specs = f"{report.changed} of {counted(report.changed + report.unchanged, 'spec')} {changed}"
    names = listed(dict.fromkeys(spec.environment for spec in report.specs if spec.environment))
    head = f"against {report.against}: {specs}{f' in {names}' if names else ''}, {_runs(report)}"
    return f"{head}; objects: {', '.join(_counts(report))}"


def cause_lines(specs: Sequence[SpecDiff]) -> list[tuple[str, str]]:
    """What changes come from but the specs themselves, and how many there are of each."""
    found: dict[str, list[SpecDiff]] = {}
    for spec in specs:
        for cause in spec.other_causes:
            if cause != spec.spec:
                found.setdefault(cause, []).append(spec)
    return [(cause, _caused(found[cause])) for cause in sorted(found)]


def _caused(specs: Sequence[SpecDiff]) -> str:
    number, runs = len(specs), sum(spec.started for spec in specs)
    said = f"{counted(number, 'fine-tune')} {'changes' if number == 1 else 'change'}"
    return f"{said}, {counted(runs, 'run')} {'starts' if runs == 1 else 'start'}" if runs else f"{said}, no run starts"


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


def others_line(same: Same) -> str:
    """`the same in 297 others`, and what follows from the data of each."""
    number = len(same.others)
    said = f"the same in {counted(number, 'other')}"
    return f"{said} ({listed(same.differing)} differ)" if same.differing else said


def project_title(project: ProjectDiff) -> str:
    """`prod: project`."""
    return f"{project.environment}: project" if project.environment else "project"


def because(spec: SpecDiff) -> str | None:
    """What a change comes from, where the spec alone does not explain it."""
    causes = spec.other_causes
    return f"because of {listed(causes)}" if causes else None


def _project(project: ProjectDiff) -> Iterator[str]:
    yield f"{project_title(project)} ({project.file})"
    yield "  cluster"
    yield from (f"    {sentence}" for sentence in project.cluster)
    if project.objects:
        yield "  objects"
        yield from _objects(project.objects)


def _same(same: Same) -> Iterator[str]:
    yield from _spec(same.first)
    if same.others:
        yield f"  {others_line(same)}"
        yield from (f"    {spec.heading} ({spec.spec}): {spec.summary}" for spec in same.others)


def _spec(spec: SpecDiff) -> Iterator[str]:
    yield f"{spec.heading} ({spec.spec})"
    if said := because(spec):
        yield f"  {said}"
    for name, facts in (("meaning", spec.meaning), ("resources", spec.resources)):
        if facts:
            yield f"  {name}"
            yield from (f"    {fact.name:<26}{fact_text(fact)}".rstrip() for fact in facts)
    if spec.rows:
        yield "  runs"
        yield from _rows(spec.rows)
    yield "  cluster"
    yield from (f"    {sentence}" for sentence in spec.cluster)
    if spec.objects:
        yield "  objects"
        yield from _objects(spec.objects)
    if spec.config:
        yield "  resolved config"
        yield from (f"    {value_line(change)}" for change in spec.config)


def _rows(rows: Sequence[Row]) -> Iterator[str]:
    """What happens to each run of a matrix, and what is varied in it."""
    name, run = (max(map(len, column)) for column in zip(*((row.name, _run(row)) for row in rows), strict=True))
    for row in rows:
        settings = ", ".join(f"{path} {value}" for path, value in row.settings)
        line = f"    {row.name:<{name}}  {EFFECTS[row.effect][0]:<11}  {_run(row):<{run}}  {settings}"
        yield line.rstrip()


def _run(row: Row) -> str:
    return row.run or row.earlier_run or ""


def _objects(objects: Sequence[ObjectChange]) -> Iterator[str]:
    for change in objects:
        yield f"    {object_line(change)}"
        yield from (f"        {value_line(value)}" for value in change.changes)
