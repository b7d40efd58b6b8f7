"""Markdown for a comment on a pull request or a step's summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.report.base import Options, summary, worst_first
from gitune.diagnostics.report.cells import printable, shortened
from gitune.diagnostics.report.markup import code, inline

MARKER = "<!-- gitune:report -->"
"""The first line, not shown: by it a bot finds its comment again and replaces it."""
OPEN = 20
"""So many rows are shown at once; the others fold away."""
MAX_BYTES = 60_000
"""Below GitHub's 65,536 characters for a comment, with room for a bot's own words."""
_LONGEST = 800
_TABLE = ["| | Where | What |", "|---|---|---|"]


def report(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], _options: Options) -> str:
    """A table, worst first; what does not fit is counted below it."""
    if not diagnostics:
        return f"{MARKER}\n### gitune: no findings\n\n{_files(len(texts))}\n"
    rows = _fitting(map(_row, worst_first(diagnostics)))
    lines = [MARKER, f"### gitune: {summary(diagnostics)}", "", *_TABLE, *rows[:OPEN]]
    if rest := rows[OPEN:]:
        lines += ["", f"<details><summary>{len(rest)} more</summary>", "", *_TABLE, *rest, "", "</details>"]
    if left_out := len(diagnostics) - len(rows):
        lines += ["", f"{left_out} more do not fit here: run `gitune check`."]
    return "\n".join(lines) + "\n"


def _files(number: int) -> str:
    return "1 file was checked." if number == 1 else f"{number} files were checked."


def _fitting(rows: Iterator[str]) -> list[str]:
    """Those that fit; the others are not even written."""
    fitting, room = [], MAX_BYTES
    for row in rows:
        room -= len(row.encode()) + 1
        if room < 0:
            break
        fitting.append(row)
    return fitting


def _row(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    place = code(f"{_shown(span.file)}:{span.line}:{span.column}") if span else ""
    hint = f"<br>help: {inline(_shown(diagnostic.hint))}" if diagnostic.hint else ""
    return f"| {diagnostic.severity} | {place} | **{diagnostic.code}** {inline(_shown(diagnostic.message))}{hint} |"


def _shown(text: str) -> str:
    return shortened(printable(text), _LONGEST)
