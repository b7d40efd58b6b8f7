"""Reading: bytes to a `Document`, or to the reasons why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ruamel.yaml.error import YAMLError

from gitune.diagnostics.model import Diagnostic
from gitune.source import problems
from gitune.source.compose import ComposeError, Composer
from gitune.source.decode import decode
from gitune.source.document import Document
from gitune.source.events import EventSource, sources
from gitune.source.limits import MAX_BYTES, SECOND_OPINION, SPEC, Limits
from gitune.source.spans import Spans

__all__ = ["MAX_BYTES", "ReadResult", "read"]


class ReadResult(NamedTuple):
    """What reading gave.

    `document` is None when nothing could be made of the file. With a document and diagnostics, single values were
    refused and are missing in it; the rest is worth checking, so that everything is reported at once.
    `text` is what a reporter quotes from, also where there is no document.
    """

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]
    text: str


def read(data: bytes, file: str, *, events: EventSource | None = None, limits: Limits = SPEC) -> ReadResult:
    """Reads one YAML 1.2 document. Never raises for any bytes.

    Args:
        data: the file.
        file: its name, as spans shall show it.
        events: where YAML events come from, for tests; by default what `events.sources` says.
        limits: how much the file may hold.
    """
    text, problem = decode(data, file, limits)
    if problem is not None:
        return ReadResult(None, (problem,), text)
    document, diagnostics = _first_that_reads(Spans(text, file), (events,) if events else sources(), limits)
    return ReadResult(document, tuple(sorted(diagnostics, key=Diagnostic.sort_key)), text)


Composed = tuple[Document | None, list[Diagnostic]]


def _first_that_reads(spans: Spans, candidates: Sequence[EventSource], limits: Limits) -> Composed:
    """The document of the first source that finds no syntax error; when all do, the error of the first."""
    text = spans.text
    errors: list[Composed] = []
    for events in candidates if len(text) <= SECOND_OPINION else candidates[:1]:
        composer = Composer(events(text), spans, limits)
        try:
            return _composed(composer, spans, text)
        except YAMLError as error:
            errors.append((None, [*composer.diagnostics, _explained(error, spans)]))
    return errors[0]


def _explained(error: YAMLError, spans: Spans) -> Diagnostic:
    """Only a file with a syntax error pays for importing what words it."""
    from gitune.source.syntax import explain  # noqa: PLC0415

    return explain(error, spans)


def _composed(composer: Composer, spans: Spans, text: str) -> Composed:
    try:
        root = composer.document()
    except ComposeError:
        return None, composer.diagnostics
    if root is None:
        return None, [*composer.diagnostics, problems.empty(spans.at(0, 0))]
    complete, refused = not composer.diagnostics, frozenset(composer.refused)
    document = Document(spans.file, text, root.data, complete, refused, _root=root, _spans=spans)
    return document, composer.diagnostics
