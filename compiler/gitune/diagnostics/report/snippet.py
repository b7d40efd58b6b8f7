"""The lines of a file that a span covers, with the span marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gitune.diagnostics.model import Span
from gitune.diagnostics.report.cells import Cell, cells

_BREAK = re.compile("\r\n|\r|\n")
_MAX_LINES = 5
"""A span over more lines shows its first three and its last."""
_CUT = Cell("…", 1)

Paint = Callable[[str], str]


class Mark(NamedTuple):
    """A span, the character that underlines it, what is said beside it, and its colour."""

    span: Span
    character: str
    label: str
    paint: Paint


class Row(NamedTuple):
    """One row of a snippet: a line of the file by its number, or something between lines."""

    text: str
    number: int | None = None
    gap: bool = False
    """Whether lines are left out here."""


def lines_of(text: str) -> list[str]:
    """The lines of a file as YAML counts them."""
    return _BREAK.split(text.removeprefix("\ufeff"))


def rows(lines: list[str], mark: Mark, room: int) -> Iterator[Row]:
    """The rows of a span; none when it lies outside of the file. `room` is their greatest width in columns."""
    if not 1 <= mark.span.line <= mark.span.end_line <= len(lines):
        return
    if mark.span.line == mark.span.end_line:
        yield from _within_line(lines, mark, room)
    else:
        yield from _over_lines(lines, mark, room)


def _within_line(lines: list[str], mark: Mark, room: int) -> Iterator[Row]:
    span = mark.span
    row = cells(lines[span.line - 1])
    start = min(span.column - 1, len(row))
    shown, start, end = _window(row, start, max(min(span.end_column - 1, len(row)), start), room)
    carets = mark.character * max(_width(shown[start:end]), 1)
    yield Row(_text(shown), span.line)
    yield Row(" " * _width(shown[:start]) + _labelled(mark, carets))


def _over_lines(lines: list[str], mark: Mark, room: int) -> Iterator[Row]:
    span = mark.span
    first = lines[span.line - 1]
    inside = bool(first[: span.column - 1].strip())
    yield Row(("  " if inside else mark.paint("/") + " ") + _head(first, room), span.line)
    if inside:
        before = _width(cells(first)[: span.column - 1])
        yield Row(" " + mark.paint("_" * (before + 1) + mark.character))
    bar = mark.paint("|")
    for number in _numbers(span):
        yield Row(f"{bar} {_head(lines[number - 1], room)}", number) if number else Row(bar, gap=True)
    end = _width(cells(lines[span.end_line - 1])[: span.end_column - 1])
    yield Row(bar + mark.paint("_" * min(end, room)) + _labelled(mark, mark.character))


def _numbers(span: Span) -> list[int]:
    """The lines below the first; 0 stands for those that are left out."""
    below = list(range(span.line + 1, span.end_line + 1))
    return below if len(below) < _MAX_LINES else [*below[:2], 0, below[-1]]


def _labelled(mark: Mark, underline: str) -> str:
    return mark.paint(f"{underline} {mark.label}" if mark.label else underline)


def _head(line: str, room: int) -> str:
    return _text(_window(cells(line), 0, 0, room - 2)[0])


def _window(row: list[Cell], start: int, end: int, room: int) -> tuple[list[Cell], int, int]:
    """The part of a long line around `start` to `end` that fits, and where these stand in it."""
    if _width(row) <= room:
        return row, start, end
    low = _first_index(row, start, room)
    high, used = low, 2
    while high < len(row) and used + row[high].width <= room:
        used += row[high].width
        high += 1
    left, right = [_CUT] * (low > 0), [_CUT] * (high < len(row))
    shift = low - len(left)
    return [*left, *row[low:high], *right], start - shift, min(end, high) - shift


def _first_index(row: list[Cell], start: int, room: int) -> int:
    """The leftmost cell that still leaves two thirds of the room to the span and what follows it."""
    used, low = 0, start
    while low > 0 and used + row[low - 1].width <= room // 3:
        low -= 1
        used += row[low].width
    while low > 0 and _width(row[low:]) + row[low - 1].width <= room - 1:
        low -= 1
    return low


def _width(row: list[Cell]) -> int:
    return sum(cell.width for cell in row)


def _text(row: list[Cell]) -> str:
    return "".join(cell.shown for cell in row)
