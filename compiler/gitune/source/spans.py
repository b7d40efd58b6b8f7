"""Marks of the parser to spans of a file."""

from __future__ import annotations

import re
from functools import cached_property

from gitune.diagnostics.model import Span

Place = tuple[int, int, int, int]
"""Line and column of start and end as the parser counts: from 0, in characters, the end exclusive."""

_WHITE = " \t"
"""What YAML calls white space; Python knows more."""
_BREAK = re.compile("\r\n|\r|\n")


class Spans:
    """Turns places into spans of one file.

    Parsers end block text where the next token starts; spans end where the text does.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, without their breaks."""
        return _BREAK.split(self.text)

    def line(self, number: int) -> str:
        """A line by its number from 0; empty beyond the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def of(self, place: Place) -> Span:
        """The span of a place, without white space at its end."""
        line, column, end_line, end_column = place
        if (line, column) == (end_line, end_column):
            return self._before(line, column)
        end_line, end_column = self._trim(line, column, end_line, end_column)
        return Span(self.file, line + 1, column + 1, end_line + 1, end_column + 1)

    def at(self, line: int, column: int, length: int = 1) -> Span:
        """A span inside one line, moved back to the end of the text when it lies behind it."""
        line, column = self._inside(line, column)
        return Span(self.file, line + 1, column + 1, line + 1, column + 1 + length)

    def _before(self, line: int, column: int) -> Span:
        """The last character before an empty value: its dash or its colon."""
        text = self.line(line)[:column].rstrip(_WHITE)
        while not text and line > 0:
            line -= 1
            text = self.line(line).rstrip(_WHITE)
        end = max(len(text), 1)
        return Span(self.file, line + 1, end, line + 1, end + 1)

    def _trim(self, line: int, column: int, end_line: int, end_column: int) -> tuple[int, int]:
        while end_line > line:
            text = self.line(end_line)[:end_column].rstrip(_WHITE)
            if text:
                return end_line, len(text)
            end_line -= 1
            end_column = len(self.line(end_line))
        # A long line holds many values: only what is trimmed is looked at, never the line up to it.
        text = self.line(line)
        end = min(end_column, len(text))
        while end > column and text[end - 1] in _WHITE:
            end -= 1
        return line, max(end, column)

    def _inside(self, line: int, column: int) -> tuple[int, int]:
        last = max((n for n, text in enumerate(self.lines) if text.strip()), default=0)
        return (last, len(self.line(last).rstrip())) if line > last else (line, column)
