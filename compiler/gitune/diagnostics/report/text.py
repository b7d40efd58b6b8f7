"""For people: each diagnostic with the lines that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gitune.diagnostics.model import Diagnostic, Span
from gitune.diagnostics.report.base import Options, ordered, summary
from gitune.diagnostics.report.cells import printable
from gitune.diagnostics.report.snippet import Mark, Row, lines_of, rows
from gitune.diagnostics.report.style import Style

_MIN_ROOM = 20


def report(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], options: Options) -> str:
    """One block each, and how many there are of each severity."""
    if not diagnostics:
        return ""
    files = {file: lines_of(text) for file, text in texts.items()}
    style = Style(options.color)
    blocks = ["\n".join(_Block(diagnostic, files, style, options.width).lines()) for diagnostic in ordered(diagnostics)]
    return "\n\n".join([*blocks, style.bold(summary(diagnostics))]) + "\n"


class _Block(NamedTuple):
    diagnostic: Diagnostic
    files: Mapping[str, list[str]]
    style: Style
    width: int

    def lines(self) -> Iterator[str]:
        """The head, the snippet of the span, those of related spans, the hint."""
        found = self.diagnostic
        head = self.style.severity(found.severity, f"{found.severity}[{found.code}]")
        yield head + self.style.bold(f": {printable(found.message)}")
        if found.span is not None:
            yield from self._place("-->", Mark(found.span, "^", "", self._severity))
        for near in found.related:
            yield self._bar
            yield from self._place(":::", Mark(near.span, "-", printable(near.message), self.style.frame))
        if found.hint is not None:
            yield self._bar
            yield f"{self._indent} {self.style.frame('=')} {self.style.bold('help')}: {printable(found.hint)}"

    def _severity(self, text: str) -> str:
        return self.style.severity(self.diagnostic.severity, text)

    def _place(self, arrow: str, mark: Mark) -> Iterator[str]:
        span = mark.span
        yield f"{self._indent}{self.style.frame(arrow)} {printable(span.file)}:{span.line}:{span.column}"
        body = list(rows(self.files.get(span.file, []), mark, max(self.width - self._gutter - 3, _MIN_ROOM)))
        if body:
            yield self._bar
            yield from map(self._row, body)

    def _row(self, row: Row) -> str:
        if row.gap:
            return self.style.frame("...".ljust(self._gutter + 3)) + row.text
        number = "" if row.number is None else str(row.number)
        return f"{self.style.frame(f'{number:>{self._gutter}} |')} {row.text}".rstrip()

    @property
    def _gutter(self) -> int:
        """The width of the largest line number that is shown."""
        return max((len(str(span.end_line)) for span in self._spans()), default=1)

    @property
    def _indent(self) -> str:
        return " " * self._gutter

    @property
    def _bar(self) -> str:
        return f"{self._indent} {self.style.frame('|')}"

    def _spans(self) -> Iterator[Span]:
        if self.diagnostic.span is not None:
            yield self.diagnostic.span
        yield from (near.span for near in self.diagnostic.related)
