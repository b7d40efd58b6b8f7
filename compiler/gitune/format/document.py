"""Formatting: bytes to canonical text, or to the reasons why not. Nothing is written that does not say the same."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from ruamel.yaml.error import YAMLError

from gitune.diagnostics.model import Diagnostic
from gitune.format.comments import attached
from gitune.format.order import spec_shape
from gitune.format.parse import TreeBuilder
from gitune.format.tree import Collection, Source
from gitune.format.write import write
from gitune.source.document import Document
from gitune.source.events import sources
from gitune.source.node import Data
from gitune.source.read import read
from gitune.spec.finetune import KIND


@dataclass(frozen=True, slots=True)
class Formatted:
    """What formatting gave. `text` is None when the file is to be left alone."""

    text: str | None
    diagnostics: tuple[Diagnostic, ...] = ()
    source: str = ""
    """The text as it was read."""


def format_spec(data: bytes, file: str) -> Formatted:
    """The canonical form of a spec. Never raises for any bytes.

    Text and diagnostics are both missing for a document that gitune cannot rewrite without changing what it says:
    one whose root is no mapping, or whose anchors no order of keys fits.
    """
    result = read(data, file)
    document = result.document
    if document is None or result.diagnostics:
        return Formatted(None, result.diagnostics, result.text)
    text = result.text.replace("\r\n", "\n").replace("\r", "\n")
    source = _tree(text)
    if source is None:
        return Formatted(None, (), result.text)
    is_spec = isinstance(document.data, dict) and document.data.get("kind", KIND) == KIND
    for shape in (spec_shape(), None) if is_spec else (None,):
        written = write(source, shape)
        if _same(document, source, written):
            return Formatted(written, (), result.text)
    return Formatted(None, (), result.text)


def _tree(text: str) -> Source | None:
    for events in sources():
        builder = TreeBuilder(text, events)
        try:
            root = builder.root()
        except YAMLError:
            continue
        return attached(builder, root) if root is not None and root.entries else None
    return None


def _same(document: Document, source: Source, written: str) -> bool:
    """Whether the new text holds the same data and the same comments."""
    after = read(written.encode(), document.file)
    if after.document is None or after.diagnostics or _dumped(after.document.data) != _dumped(document.data):
        return False
    again = _tree(written)
    return again is not None and _comments(again) == _comments(source)


def _dumped(data: Data) -> str:
    """Text that tells 1 from 1.0 and from true; keys in the order of the alphabet."""
    return json.dumps(data, sort_keys=True)


def _comments(source: Source) -> Counter[str]:
    lines = [*source.head, *source.root.tail]
    for entry in source.entries:
        lines += [*entry.before, entry.after or "", *(entry.value.tail if isinstance(entry.value, Collection) else ())]
    return Counter(text for text in lines if text)
