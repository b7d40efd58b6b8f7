"""Tokens anywhere in a file: in comments, in keys, and in files whose schema is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.diagnostics.redact import find_tokens

_SAID = frozenset({"GT205", "GT238", "GT533"})
_HINT = "revoke it and take it out of the file and of Git's history; a comment is in every clone too"


def leaks(text: str, file: str, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Every token of a file's text that no diagnostic among `found` is about already."""
    said = {line for span in _said(found, file) for line in range(span.line, span.end_line + 1)}
    for token in find_tokens(text):
        before = text[: token.start]
        line, column = before.count("\n") + 1, token.start - before.rfind("\n")
        if line not in said:
            said.add(line)
            length = min(token.end - token.start, _rest(text, token.start))
            span = Span(file, line, column, line, column + length)
            yield Diagnostic("GT238", severity_of("GT238"), "this looks like an access token", span, (), _HINT)


def _said(found: Iterable[Diagnostic], file: str) -> Iterator[Span]:
    """Where tokens of the file are told of already."""
    return (d.span for d in found if d.code in _SAID and d.span and d.span.file == file)


def _rest(text: str, start: int) -> int:
    """Characters up to the end of the line."""
    end = text.find("\n", start)
    return (len(text) if end < 0 else end) - start
