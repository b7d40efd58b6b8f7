"""What a comment folds away: one change, told whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diagnostics.report.markup import code, inline
from gitune.diff.matrix import EFFECTS
from gitune.diff.model import ObjectChange
from gitune.diff.same import Same
from gitune.diff.text import because, object_line, others_line, project_title, value_line
from gitune.diff.told import FactChange, ProjectDiff, Row

_LINES = 60
"""Of one block."""


def project_details(project: ProjectDiff) -> Iterator[str]:
    """What stands once, unfolded: it is short, and it reaches everything."""
    yield f"<details open><summary>{code(project_title(project))} in {code(project.file)}</summary>\n"
    yield from (f"- {inline(sentence)}" for sentence in project.cluster)
    yield ""
    yield from _block("Objects", [text for change in project.objects for text in _object(change)])
    yield "</details>"


def details(same: Same) -> Iterator[str]:
    """The change of one fine-tune, with the others that change so."""
    spec = same.first
    more = f", {others_line(same)}" if same.others else ""
    yield f"<details><summary>{code(spec.heading)} in {code(spec.spec)}{inline(more)}</summary>\n"
    if said := because(spec):
        yield f"{inline(said.capitalize())}\n"
    for name, facts in (("Meaning", spec.meaning), ("Resources", spec.resources)):
        if facts:
            yield from _facts(name, facts)
    if spec.rows:
        yield from _rows(spec.rows)
    yield "**Cluster**\n"
    yield from (f"- {inline(sentence)}" for sentence in spec.cluster)
    yield ""
    yield from _block("Objects", [text for change in spec.objects for text in _object(change)])
    yield from _block("Resolved config", [value_line(change) for change in spec.config])
    yield from _block("The same in", [f"{other.heading}: {other.summary}" for other in same.others])
    yield "</details>"


def _rows(rows: Sequence[Row]) -> Iterator[str]:
    """The runs of a matrix; 64 at most."""
    names = list(dict.fromkeys(path for row in rows for path, _ in row.settings))
    yield f"| Run | What happens |{''.join(f' {inline(name)} |' for name in names)}"
    yield f"|---|---|{'---|' * len(names)}"
    for row in rows:
        values = dict(row.settings)
        cells = "".join(f" {inline(values.get(name, ''))} |" for name in names)
        yield f"| {code(row.run or row.earlier_run or row.name)} | {EFFECTS[row.effect][0]} |{cells}"
    yield ""


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
