"""A comment for a pull request: a table of the specs, and the details of each folded away.

The first line is a marker by which CI finds its comment again and replaces it. Whatever changes, the text stays below
the limit of a comment; what does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diagnostics.model import Diagnostic, Severity
from gitune.diagnostics.report.markup import code, inline
from gitune.diff.details import details, project_details
from gitune.diff.resources import cost_text, hours_text
from gitune.diff.same import Same, same_changes
from gitune.diff.text import cause_lines, headline
from gitune.diff.told import STARTS, Report, Row, SpecDiff
from gitune.diff.wording import counted

MARKER = "<!-- gitune diff -->"
LONGEST = 65_000
"""Below GitHub's 65,536 characters for a comment."""
_TABLE_SHARE, _REFUSAL_SHARE, _CAUSE_SHARE = 30_000, 15_000, 3_000
_ROOM = 300
"""For the sentences that count what was left out."""


def as_markdown(report: Report, refusals: Sequence[Diagnostic]) -> str:
    """The comment: what is refused, a table, the details of as many changes as fit."""
    changes = same_changes(report.specs)
    blocks = [MARKER, f"### gitune: {inline(headline(report))}", *_refused(refusals)]
    blocks += [*_causes(report.specs), *_table(changes)]
    told = [("\n".join(project_details(project)), 0) for project in report.projects]
    told += (("\n".join(details(same)), len(same.all)) for same in changes)
    used, left = sum(len(block) + 2 for block in blocks), 0
    for text, specs in told:
        if used + len(text) + 2 > LONGEST - _ROOM:
            left += specs
            continue
        used += len(text) + 2
        blocks.append(text)
    if left:
        blocks.append(f"The details of {counted(left, 'more spec')} do not fit here: run {code('gitune diff')}.")
    return "\n\n".join(blocks) + "\n"


def _refused(refusals: Sequence[Diagnostic]) -> Iterator[str]:
    """Errors first; a reader of the comment sees them before anything else."""
    if not refusals:
        return
    ordered = sorted(refusals, key=lambda d: (d.severity is not Severity.ERROR, d.sort_key()))
    errors = sum(d.severity is Severity.ERROR for d in refusals)
    lines = [f"**{'Refused' if errors else 'Mind'}:**", ""]
    used = 0
    for number, refusal in enumerate(ordered):
        text = _refusal(refusal)
        used += len(text) + 1
        if used > _REFUSAL_SHARE:
            lines.append(f"- and {len(ordered) - number} more")
            break
        lines.append(text)
    yield "\n".join(lines)


def _refusal(refusal: Diagnostic) -> str:
    place = f" {code(refusal.span.file)}" if refusal.span else ""
    hint = f" ({inline(refusal.hint)})" if refusal.hint else ""
    return f"- {refusal.severity.value} {refusal.code}{place}: {inline(refusal.message)}{hint}"


def _causes(specs: Sequence[SpecDiff]) -> Iterator[str]:
    """What several specs change because of."""
    said = [f"- {code(cause)}: {inline(text)}" for cause, text in cause_lines(specs)]
    if said:
        lines, used = ["**Because of:**", ""], 0
        for number, line in enumerate(said):
            used += len(line) + 1
            if used > _CAUSE_SHARE:
                lines.append(f"- and {len(said) - number} more")
                break
            lines.append(line)
        yield "\n".join(lines)


def _table(changes: Sequence[Same]) -> Iterator[str]:
    if not changes:
        return
    rows = ["| Fine-tune | What happens | Devices | Hours | Cost |", "|---|---|---|---|---|"]
    used = 0
    for number, same in enumerate(changes):
        row = _row(same)
        used += len(row) + 1
        if used > _TABLE_SHARE:
            left = [spec for each in changes[number:] for spec in each.all]
            starting = sum(spec.started for spec in left)
            rows.append(f"| and {len(left)} more | {counted(starting, 'more run')} among them | | | |")
            break
        rows.append(row)
    yield "\n".join(rows)


def _row(same: Same) -> str:
    """One row for all fine-tunes of which the same is to be said, with the sum of what they take."""
    specs, first = same.all, same.first
    started = sum(spec.started for spec in specs)
    number = sum(spec.devices for spec in specs)
    devices = str(number or "CPU") if started else ""
    known = [spec.hours for spec in specs if spec.hours is not None]
    costs = [spec.cost for spec in specs if spec.cost is not None]
    hours = f"about {hours_text(sum(known))}" if known else "not known" if started else ""
    cost = f"about {cost_text(sum(costs))}" if costs else ""
    others = f" and {counted(len(same.others), 'other')}" if same.others else ""
    return f"| {code(first.heading)}{others} | {inline(_happens(same, started))} | {devices} | {hours} | {cost} |"


def _happens(same: Same, started: int) -> str:
    first = same.first
    if not same.others:
        return first.summary
    if not started:
        return f"each: {first.summary}"
    return f"{counted(started, 'run')} start, such as {next(row.run for row in _starting(first))}"


def _starting(spec: SpecDiff) -> Iterator[SpecDiff | Row]:
    return (one for one in spec.rows or (spec,) if one.effect in STARTS)
