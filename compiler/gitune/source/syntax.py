"""Syntax errors in our own words.

The two parsers word the same mistake differently, and neither says what to do. What they agree on is the kind of
problem and its marks; the lines around those tell which mistake it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic
from gitune.source import mistakes
from gitune.source.mistakes import Meaning, ParserError
from gitune.source.spans import Spans

_TABLE: tuple[tuple[str, Callable[[ParserError], Meaning]], ...] = (
    (r"cannot start any token", mistakes.reserved_character),
    (r"mapping (values|keys) are not allowed", mistakes.no_key_here),
    (r"sequence entries are not allowed", mistakes.list_beside_key),
    (r"quoted scalar: found unexpected", mistakes.open_quote),
    (r"quoted scalar: ", mistakes.bad_escape),
    (r"flow (sequence|mapping): ", mistakes.open_bracket),
    (r"plain scalar: found unexpected ':'", mistakes.colon_in_brackets),
    (r"simple key: ", mistakes.no_colon),
    (r"block scalar: ", mistakes.block_header),
    (r"an? (alias|anchor): ", mistakes.star_or_ampersand),
    (r"directive|incompatible YAML", mistakes.directive),
    (r"\btag\b", mistakes.bad_tag),
    (r"<document start>", mistakes.after_document),
    (r"node content", mistakes.stray_character),
    (r"block (mapping|collection): ", mistakes.misfit),
)
"""What both parsers say of a kind of problem (`context: problem`), most specific first."""


def explain(error: Any, spans: Spans) -> Diagnostic:
    """A diagnostic for a `YAMLError` of either parser."""
    meaning = _meaning(_take_apart(error, spans))
    return Diagnostic(
        meaning.code, severity_of(meaning.code), meaning.message, meaning.span, meaning.related, meaning.hint
    )


def _meaning(error: ParserError) -> Meaning:
    found = mistakes.merge_conflict(error) or mistakes.tab(error)
    if found is not None:
        return found
    tell = next((tell for pattern, tell in _TABLE if re.search(pattern, error.problem)), mistakes.unknown)
    return tell(error)


def _take_apart(error: Any, spans: Spans) -> ParserError:
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    return ParserError(
        problem=f"{getattr(error, 'context', None) or ''}: {getattr(error, 'problem', None) or ''}",
        line=mark.line if mark else 0,
        column=mark.column if mark else 0,
        opened=(context.line, context.column) if context else None,
        spans=spans,
    )
