"""A name for each finding that stays the same when lines move, so that a service knows an old finding again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gitune.diagnostics.model import Diagnostic
from gitune.diagnostics.redact import redact
from gitune.diagnostics.report.snippet import lines_of

_LENGTH = 32


def fingerprints(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> Iterator[str]:
    """One for each diagnostic in its order, all different: code, file, what the line says, the how manieth of these.

    Neither the line's number nor the message goes in: lines move, and messages get better. No token goes in either.
    """
    lines = {file: lines_of(texts[file]) for file in {d.span.file for d in diagnostics if d.span} & texts.keys()}
    seen: Counter[tuple[str, ...]] = Counter()
    for diagnostic in diagnostics:
        basis = (diagnostic.code, *_where(diagnostic, lines))
        seen[basis] += 1
        yield _digest((*basis, str(seen[basis])))


def _where(diagnostic: Diagnostic, lines: Mapping[str, list[str]]) -> tuple[str, str]:
    span = diagnostic.span
    if span is None:
        return "", redact(diagnostic.message)
    known = lines.get(span.file, [])
    line = known[span.line - 1] if 1 <= span.line <= len(known) else diagnostic.message
    return redact(span.file), redact(line.strip())


def _digest(basis: tuple[str, ...]) -> str:
    data = "\0".join(basis).encode("utf-8", "backslashreplace")
    return hashlib.sha256(data).hexdigest()[:_LENGTH]
