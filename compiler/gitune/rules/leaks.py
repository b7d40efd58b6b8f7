"""Tokens anywhere in a file: in comments, in keys, and in files whose schema is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.diagnostics.redact import find_tokens
from gitune.source.document import Document

_SAID = frozenset({"GT205", "GT238"})
_HINT = "revoke it and take it out of the file and of Git's history; a comment is in every clone too"


def leaks(document: Document, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Every token of the text that no diagnostic among `found` is about already."""
    said = {line for d in found if d.code in _SAID and d.span for line in range(d.span.line, d.span.end_line + 1)}
    for token in find_tokens(document.text):
        before = document.text[: token.start]
        line, column = before.count("\n") + 1, token.start - before.rfind("\n")
        if line not in said:
            said.add(line)
            span = Span(
                document.file, line, column, line, column + min(token.end - token.start, _rest(document, token.start))
            )
            yield Diagnostic("GT238", severity_of("GT238"), "this looks like an access token", span, (), _HINT)


def _rest(document: Document, start: int) -> int:
    """Characters up to the end of the line."""
    end = document.text.find("\n", start)
    return (len(document.text) if end < 0 else end) - start
