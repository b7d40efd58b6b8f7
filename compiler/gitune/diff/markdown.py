"""A comment for a pull request: a table of the specs, and the details of each folded away.

The first line is a marker by which CI finds its comment again and replaces it. Whatever changes, the text stays below
the limit of a comment; what does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diagnostics.model import Diagnostic, Severity
from gitune.diagnostics.report.markup import code, inline
from gitune.diff.model import FactChange, ObjectChange, Report, SpecDiff
from gitune.diff.resources import cost_text, hours_text
from gitune.diff.text import headline, object_line, value_line
from gitune.diff.wording import counted

MARKER = "<!-- gitune diff -->"
LONGEST = 65_000
"""Below GitHub's 65,536 characters for a comment."""
_TABLE_SHARE, _REFUSAL_SHARE, _LINES = 30_000, 15_000, 60
_ROOM = 300
"""For the sentences that count what was left out."""


def as_markdown(report: Report, refusals: Sequence[Diagnostic]) -> str:
    """The comment: what is refused, a table, the details of as many specs as fit."""
    blocks = [MARKER, f"### gitune: {inline(headline(report))}", *_refused(refusals)]
    blocks += _table(report.specs)
    used, left = sum(len(block) + 2 for block in blocks), 0
    for spec in report.specs:
        details = "\n".join(_details(spec))
        if used + len(details) + 2 > LONGEST - _ROOM:
            left += 1
            continue
        used += len(details) + 2
        blocks.append(details)
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


def _table(specs: Sequence[SpecDiff]) -> Iterator[str]:
    if not specs:
        return
    rows = ["| Fine-tune | What happens | Devices | Hours | Cost |", "|---|---|---|---|---|"]
    used = 0
    for number, spec in enumerate(specs):
        row = _row(spec)
        used += len(row) + 1
        if used > _TABLE_SHARE:
            left = specs[number:]
            starting = sum(s.starts for s in left)
            rows.append(f"| and {len(left)} more | {counted(starting, 'more run')} among them | | | |")
            break
        rows.append(row)
    yield "\n".join(rows)


def _row(spec: SpecDiff) -> str:
    devices = str(spec.devices or "CPU") if spec.starts else ""
    hours = f"about {hours_text(spec.hours)}" if spec.hours is not None else "not known" if spec.starts else ""
    cost = f"about {cost_text(spec.cost)}" if spec.cost is not None else ""
    return f"| {code(spec.title)} | {inline(spec.summary)} | {devices} | {hours} | {cost} |"


def _details(spec: SpecDiff) -> Iterator[str]:
    yield f"<details><summary>{code(spec.title)} in {code(spec.spec)}</summary>\n"
    for name, facts in (("Meaning", spec.meaning), ("Resources", spec.resources)):
        if facts:
            yield from _facts(name, facts)
    yield "**Cluster**\n"
    yield from (f"- {inline(sentence)}" for sentence in spec.cluster)
    yield ""
    yield from _block("Objects", [text for change in spec.objects for text in _object(change)])
    yield from _block("Resolved config", [value_line(change) for change in spec.config])
    yield "</details>"


def _object(change: ObjectChange) -> list[str]:
    return [object_line(change), *(f"    {value_line(value)}" for value in change.changes)]


def _facts(name: str, facts: Sequence[FactChange]) -> Iterator[str]:
    whole = all(fact.before is None for fact in facts)
    yield f"| {name} | {'Now' if whole else 'Before | After'} |\n|---|---|{'' if whole else '---|'}"
    for fact in facts:
        before = "" if whole else f" {inline(fact.before or 'none')} |"
        yield f"| {inline(fact.name)} |{before} {inline(fact.after or 'none')} |"
    yield ""


def _block(title: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines as they are, in `<pre>`; very many are cut."""
    if not lines:
        return
    shown = list(lines[:_LINES])
    if len(lines) > _LINES:
        shown.append(f"and {len(lines) - _LINES} more lines")
    yield f"**{title}**\n"
    yield "<pre>" + "\n".join(code(text).removeprefix("<code>").removesuffix("</code>") for text in shown) + "</pre>\n"
