"""The comment: what the steps of a job left behind, in one text of at most a comment's length."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from gitune.diagnostics.report.markdown import MARKER as REPORT_MARKER
from gitune.diff.markdown import MARKER

LONGEST = 65_536
"""GitHub's limit, in characters; GitLab's is far above it."""
_LINES = 20
_PLACE = re.compile(r"^.*?:1:1: GT50\d (?=.)")
_BROKEN = "What a merge does is said as soon as every spec compiles."
_DRIFTED = "**The rendered tree is not what the specs compile to:** run `gitune compile` and commit what it writes."


class Body(NamedTuple):
    """What is to be said."""

    text: str
    quiet: bool
    """Nothing changes: worth an update of a comment that is there, no comment of its own."""


def body_of(folder: Path) -> Body | None:
    """What `check.md`, `drift.txt` and `diff.md` say, as far as they are there; None where nothing is."""
    broken, drift, diff = (_read(folder / name) for name in ("check.md", "drift.txt", "diff.md"))
    if broken:
        return Body(
            f"{MARKER}\n{_unmarked(broken)}\nWhat a merge does is said as soon as every spec compiles.\n", False
        )
    if not (drift or diff):
        return None
    said = diff.removeprefix(MARKER).strip()
    text = _joined(_drifted(drift), said)
    if len(text) > LONGEST:
        text = _joined(_DRIFTED, said)
    return Body(text, not drift and "\n\n" not in said)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _unmarked(report: str) -> str:
    return report.removeprefix(REPORT_MARKER).lstrip("\n")


def _joined(*parts: str) -> str:
    return "\n\n".join([MARKER, *(part for part in parts if part)]) + "\n"


def _drifted(drift: str) -> str:
    """The sentence, and the files in a fence that no name among them can close."""
    lines = [_PLACE.sub("", line) for line in drift.splitlines()]
    if not lines:
        return ""
    shown = lines[:_LINES]
    if len(lines) > _LINES:
        shown.append(f"and {len(lines) - _LINES} more")
    fence = "```"
    while fence in drift:
        fence += "`"
    return "\n".join([_DRIFTED, "", f"{fence}text", *shown, fence])
