"""Reading: bytes to a `Document`, or to the reasons why not."""

from __future__ import annotations

from dataclasses import dataclass

from ruamel.yaml.error import YAMLError

from gitune.diagnostics.model import Diagnostic
from gitune.source import problems
from gitune.source.compose import ComposeError, Composer
from gitune.source.decode import decode
from gitune.source.document import Document
from gitune.source.events import EventSource, best_source
from gitune.source.limits import MAX_BYTES
from gitune.source.spans import Spans
from gitune.source.syntax import explain

__all__ = ["MAX_BYTES", "ReadResult", "read"]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading gave.

    `document` is None when nothing could be made of the file. With a document and diagnostics, single values were
    refused and are missing in it; the rest is worth checking, so that everything is reported at once.
    `text` is what a reporter quotes from, also where there is no document.
    """

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]
    text: str


def read(data: bytes, file: str, *, events: EventSource | None = None) -> ReadResult:
    """Reads one YAML 1.2 document. Never raises for any bytes.

    Args:
        data: the file.
        file: its name, as spans shall show it.
        events: where YAML events come from; by default the C parser where it is installed.
    """
    text, problem = decode(data, file)
    if problem is not None:
        return ReadResult(None, (problem,), text)
    document, diagnostics = _compose(text, file, events or best_source())
    return ReadResult(document, tuple(sorted(diagnostics, key=Diagnostic.sort_key)), text)


def _compose(text: str, file: str, events: EventSource) -> tuple[Document | None, list[Diagnostic]]:
    spans = Spans(text, file)
    composer = Composer(events(text), spans)
    try:
        root = composer.document()
    except ComposeError:
        return None, composer.diagnostics
    except YAMLError as error:
        return None, [*composer.diagnostics, explain(error, spans)]
    if root is None:
        return None, [*composer.diagnostics, problems.empty(spans.at(0, 0))]
    complete, refused = not composer.diagnostics, frozenset(composer.refused)
    document = Document(file, text, root.data, complete, refused, _root=root, _spans=spans)
    return document, composer.diagnostics
