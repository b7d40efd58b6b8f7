"""Which diagnostics a user wants to see: `--select`, `--ignore`, and comments in its files. Errors always show.

`# gitune: ignore[GT236]` holds for its own line and, where it stands alone, for the next line that is no comment;
`# gitune: ignore-file[GT236]`, above everything else, for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gitune.diagnostics.codes import CODES, severity_of
from gitune.diagnostics.model import Diagnostic, Severity, Span

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*gitune:[ \t]*(?P<verb>ignore|ignore-file)\[(?P<codes>[^\]]*)\]")
_CODE = re.compile(r"[^\s,]+")
UNUSED, _REFUSED = "GT298", "GT299"


class Selection(NamedTuple):
    """Codes, or their beginnings such as `GT2`, from the command line."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def shows(self, diagnostic: Diagnostic) -> bool:
        """Errors always; of the rest what is selected, or everything, but for what is ignored."""
        if diagnostic.severity is Severity.ERROR:
            return True
        wanted = not self.select or diagnostic.code.startswith(self.select)
        return wanted and not diagnostic.code.startswith(self.ignore or ("-",))


class Ignore(NamedTuple):
    """One code of one comment."""

    code: str
    span: Span
    lines: range | None
    """The lines it holds for; None for all."""

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether the comment is about the diagnostic."""
        if diagnostic.code != self.code or diagnostic.severity is Severity.ERROR:
            return False
        span = diagnostic.span
        if span is None or span.file != self.span.file:
            return False
        return self.lines is None or span.line in self.lines


def matches_any(code: str) -> bool:
    """Whether a code, or the beginning of one, is that of any diagnostic."""
    return any(known.startswith(code) for known in CODES)


def apply_comments(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], own: str) -> tuple[Diagnostic, ...]:
    """The diagnostics of a spec without those that comments ignore, and with what is wrong with the comments.

    Args:
        diagnostics: what was found.
        texts: each file that speaks in the spec; a comment holds in its own file.
        own: the spec's file. What others share may be ignored there for another spec, so nothing is unused in them.
    """
    ignores = tuple(ignore for file, text in texts.items() if "gitune:" in text for ignore in _ignores(text, file))
    if not ignores:
        return tuple(diagnostics)
    kept = [d for d in diagnostics if not any(ignore.covers(d) for ignore in ignores)]
    complaints = (d for d in _complaints(ignores, diagnostics) if d.code != UNUSED or (d.span and d.span.file == own))
    return tuple(sorted({*kept, *complaints}, key=Diagnostic.sort_key))


def _complaints(ignores: Iterable[Ignore], diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    complete = not any(d.severity is Severity.ERROR for d in diagnostics)
    for ignore in ignores:
        code = CODES.get(ignore.code)
        if code is None:
            hint = "write whole codes, such as `GT236`, with commas between them"
            yield _diagnostic(_REFUSED, "no diagnostic has this code", ignore.span, hint)
        elif code.severity is Severity.ERROR or ignore.code in (UNUSED, _REFUSED):
            what = "an error" if code.severity is Severity.ERROR else "about comments such as this"
            message = f"`{ignore.code}` is {what} and cannot be ignored"
            yield _diagnostic(_REFUSED, message, ignore.span, "mend what it says; only warnings and notes are ignored")
        elif complete and not any(ignore.covers(d) for d in diagnostics):
            yield _diagnostic(UNUSED, f"there is no `{ignore.code}` here to ignore", ignore.span, "remove the comment")


def _ignores(text: str, file: str) -> Iterator[Ignore]:
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    for number, line in enumerate(lines):
        for comment in _COMMENT.finditer(line):
            whole = comment["verb"] == "ignore-file" and number < start
            covered = None if whole else _covered(lines, number, alone=not line[: comment.start()].strip())
            for code in _CODE.finditer(comment["codes"]):
                column = comment.start("codes") + code.start() + 1
                yield Ignore(code[0], Span(file, number + 1, column, number + 1, column + len(code[0])), covered)


def _covered(lines: Sequence[str], number: int, *, alone: bool) -> range:
    if not alone:
        return range(number + 1, number + 2)
    below = (n for n in range(number + 1, len(lines)) if not lines[n].lstrip().startswith("#"))
    return range(number + 1, next(below, number) + 2)


def _diagnostic(code: str, message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(code, severity_of(code), message, span, (), hint)
