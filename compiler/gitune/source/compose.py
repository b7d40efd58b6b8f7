"""Events to nodes: anchors, keys, tags and limits. Collects what it can, stops where going on makes no sense."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NoReturn

from gitune.diagnostics.model import Diagnostic, Path, Span
from gitune.source import problems
from gitune.source.limits import MAX_DEPTH, MAX_EXPANSION, SPEC, Limits
from gitune.source.node import NO_CHILDREN, NO_KEYS, Collection, Node
from gitune.source.scalars import Scalar, UnusableError, kind_of_plain, resolve_plain
from gitune.source.spans import Place, Spans

_TEXT_TAGS = ("tag:yaml.org,2002:str", "!")


class ComposeError(Exception):
    """The document cannot be composed any further; the reason is in the composer's diagnostics."""


class RefusedError(Exception):
    """One value cannot be kept. Its events are read, its path is in `refused`, the reason is in the diagnostics."""


class Composer:
    """Composes one document. `diagnostics` and `refused` fill up while it does."""

    def __init__(self, events: Iterator[Any], spans: Spans, limits: Limits = SPEC) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.refused: set[Path] = set()
        self._events = events
        self._spans = spans
        self._limits = limits
        self._anchors: dict[str, Node | None] = {}
        self._expanded = 0
        self._values = 0

    def document(self) -> Node | None:
        """The first document, None when there is none. Raises `ComposeError`, and the event source's syntax errors."""
        next(self._events)
        start = next(self._events)
        if _kind(start) == "StreamEndEvent":
            return None
        self._check_directives(start)
        try:
            root = self._node(next(self._events), (), 1)
        except RefusedError:
            raise ComposeError from None
        next(self._events)
        self._check_single(next(self._events))
        return None if _is_void(root) else root

    def _check_directives(self, start: Any) -> None:
        for line, text in enumerate(self._spans.lines[: start.end_mark.line]):
            if text.startswith("%") and text.split("#")[0].split() != ["%YAML", "1.2"]:
                self.diagnostics.append(problems.directive(self._spans.at(line, 0, len(text))))

    def _check_single(self, event: Any) -> None:
        if _kind(event) == "DocumentStartEvent":
            self.diagnostics.append(problems.second_document(self._spans.at(event.end_mark.line, 0, 3)))

    def _node(self, event: Any, path: Path, depth: int) -> Node:
        self._values += 1
        if self._values > self._limits.values:
            self._stop(problems.too_many(self._limits, self._spans.of(_place(event))))
        kind = _kind(event)
        if kind == "AliasEvent":
            return self._alias(event, depth)
        node = self._scalar(event, path) if kind == "ScalarEvent" else self._collection(event, path, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Any, depth: int) -> Node:
        name, span = event.anchor, self._spans.of(_place(event))
        if name not in self._anchors:
            self._stop(problems.unknown_alias(name, span))
        node = self._anchors[name]
        if node is None:
            self._stop(problems.alias_of_itself(name, span))
        self._expanded += node.size
        if self._expanded > MAX_EXPANSION:
            self._stop(problems.alias_too_large(name, span))
        if depth + node.height - 1 > MAX_DEPTH:
            self._stop(problems.too_deep(span))
        return node._replace(place=_place(event))

    def _scalar(self, event: Any, path: Path) -> Node:
        place = _place(event)
        data = self._value(event, path, place)
        return Node(data, place, NO_CHILDREN, NO_KEYS, 1 + len(event.value) // 100, 0)

    def _value(self, event: Any, path: Path, place: Place) -> Scalar:
        text: str = event.value
        if event.ctag is None and event.implicit[0]:
            try:
                return resolve_plain(text)
            except UnusableError as unusable:
                span = self._spans.of(place)
                self._refuse(path, problems.unusable_number(unusable.code, unusable.message, span))
        if event.ctag is not None and str(event.ctag) not in _TEXT_TAGS:
            self._refuse(path, problems.unsupported_tag(str(event.ctag), self._spans.of(place)))
        return text if text.isascii() else self._without_surrogates(text, path, place)

    def _without_surrogates(self, text: str, path: Path, place: Place) -> str:
        """Pairs of `\\u` escapes, as JSON writes them, become their character; halves of pairs are refused."""
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._refuse(path, problems.surrogate(self._spans.of(place)))

    def _collection(self, start: Any, path: Path, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self._stop(problems.too_deep(self._spans.of(_place(start))))
        if start.anchor is not None:
            self._anchors[start.anchor] = None
        is_mapping = _kind(start) == "MappingStartEvent"
        built = self._mapping(path, depth) if is_mapping else self._sequence(path, depth)
        node = built.node(_place(start), mapping=is_mapping, flow=bool(start.flow_style))
        if start.ctag is not None and str(start.ctag) != "!":
            self._refuse(path, problems.unsupported_tag(str(start.ctag), self._spans.of(_place(start))))
        return node

    def _sequence(self, path: Path, depth: int) -> Collection:
        built = Collection()
        while _kind(event := next(self._events)) != "SequenceEndEvent":
            try:
                built.append(self._node(event, (*path, len(built.children)), depth + 1))
            except RefusedError:
                self.refused.add(path)
        built.end = _place(event)[2:]
        return built

    def _mapping(self, path: Path, depth: int) -> Collection:
        built = Collection()
        while _kind(event := next(self._events)) != "MappingEndEvent":
            key, place = self._key(event, built, path, depth), _place(event)
            try:
                child = self._node(next(self._events), (*path, key or ""), depth + 1)
            except RefusedError:
                continue
            built.set(key, place, child._replace(place=place) if _is_void(child) else child)
        built.end = _place(event)[2:]
        return built

    def _key(self, event: Any, built: Collection, path: Path, depth: int) -> str | None:
        """The text of a key; None, reported, for a key that a spec cannot have."""
        span = self._spans.of(_place(event))
        key = self._key_text(event, span, path, depth)
        if isinstance(key, str) and key in built.keys:
            key = problems.duplicate_key(key, span, self._spans.of(built.keys[key]))
        if isinstance(key, Diagnostic):
            self.diagnostics.append(key)
            return None
        return key

    def _key_text(self, event: Any, span: Span, path: Path, depth: int) -> str | Diagnostic:
        if _kind(event) == "AliasEvent":
            return problems.alias_key(event.anchor, span)
        if _kind(event) != "ScalarEvent":
            self._skip(event, path, depth)
            return self._collection_key(span, path)
        text: str = event.value
        if event.ctag is not None and str(event.ctag) not in _TEXT_TAGS:
            return problems.unsupported_tag(str(event.ctag), span)
        if not event.implicit[0] or event.ctag is not None:
            return text
        if text == "<<":
            return problems.merge_key(span)
        kind = kind_of_plain(text)
        return text if kind == "text" else problems.scalar_key(text, kind, span)

    def _collection_key(self, span: Span, path: Path) -> Diagnostic:
        line, before = span.line - 1, max(span.column - 2, 0)
        if self._spans.line(line).startswith("{{", before):
            self.refused.add(path)
            return problems.template(self._spans.at(line, before, 2))
        return problems.collection_key(span)

    def _skip(self, event: Any, path: Path, depth: int) -> None:
        with suppress(RefusedError):
            self._node(event, (*path, ""), depth + 1)

    def _refuse(self, path: Path, problem: Diagnostic) -> NoReturn:
        self.diagnostics.append(problem)
        self.refused.add(path)
        raise RefusedError

    def _stop(self, problem: Diagnostic) -> NoReturn:
        self.diagnostics.append(problem)
        raise ComposeError


def _kind(event: Any) -> str:
    return type(event).__name__


def _place(event: Any) -> Place:
    start, end = event.start_mark, event.end_mark
    return (start.line, start.column, end.line, end.column)


def _is_void(node: Node) -> bool:
    """Whether nothing was written where a value could stand, as in `key:`."""
    line, column, end_line, end_column = node.place
    return node.data is None and (line, column) == (end_line, end_column)
