"""A document: plain data, and the place of everything in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import At, Diagnostic, Finding, Path, Related, Span
from gitune.source.node import Data, Node
from gitune.source.spans import Spans

if TYPE_CHECKING:
    from gitune.source.layer import Layer
    from gitune.source.origin import Origin


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file, or was put together of several. Nobody changes `data`: aliases share parts of it."""

    file: str
    text: str
    data: Data
    complete: bool = True
    """Whether `data` is all that the file says. What is not complete is only good for finding more mistakes."""
    refused: frozenset[Path] = frozenset()
    """Paths whose values are not in `data`, or not all of them: reading gave a diagnostic there."""
    _root: Node = field(repr=False, compare=False, kw_only=True)
    _spans: Spans = field(repr=False, compare=False, kw_only=True)
    _layers: Mapping[Path, Layer] = field(default_factory=dict, repr=False, compare=False, kw_only=True)
    """Where another layer than that of the value above begins to speak; everything else is the file's own."""

    @property
    def texts(self) -> dict[str, str]:
        """The text of every file that speaks in it."""
        others = {layer.spans.file: layer.spans.text for layer in self._layers.values()}
        return {**others, self.file: self.text}

    def has(self, path: Path) -> bool:
        """Whether the document says something at this path."""
        return len(self._find(path)) > len(path)

    def span(self, path: Path, at: At = "value") -> Span:
        """The place of a path's value or key; that of its nearest ancestor where the path does not exist.

        A list item has no key: its value stands for it. The key of the root is its first key.
        """
        nodes = self._find(path)
        found = path[: len(nodes) - 1]
        if at == "key" and not path and self._root.keys:
            first = next(iter(self._root.keys))
            return self._spans_at((first,)).of(self._root.keys[first])
        step = path[-1] if path else 0
        if at == "key" and isinstance(step, str) and len(nodes) > len(path):
            return self._spans_at(found).of(nodes[-2].keys[step])
        return self._spans_at(found).of(nodes[-1].place)

    def resolve(self, finding: Finding) -> Diagnostic:
        """A finding with its places in this document."""
        return Diagnostic(
            finding.code,
            severity_of(finding.code),
            finding.message,
            self.span(finding.path, finding.at),
            tuple(Related(self.span(near.path, near.at), near.message) for near in finding.related),
            finding.hint,
        )

    def origin(self, path: Path) -> Origin:
        """Who said the value at a path; for a mapping of several voices, the last that spoke."""
        from gitune.source.origin import SPEC  # noqa: PLC0415 (a document of one file has one voice)

        layer = self._layer_at(path[: len(self._find(path)) - 1])
        return layer.origin if layer else SPEC

    def layer(self, origin: Origin, path: Path = (), at: Path = ()) -> Layer | None:
        """What stands at `path` here, as a layer of a spec that says it at `at`; None where nothing stands there."""
        from gitune.source.layer import Layer, wrapped  # noqa: PLC0415 (likewise)

        nodes = self._find(path)
        if len(nodes) <= len(path):
            return None
        lost = frozenset((*at, *each[len(path) :]) for each in self.refused if each[: len(path)] == path)
        key = nodes[-2].keys.get(str(path[-1])) if path else None
        return Layer(origin, wrapped(nodes[-1], at, key), self._spans_at(path), not lost, lost)

    def _spans_at(self, path: Path) -> Spans:
        layer = self._layer_at(path)
        return layer.spans if layer else self._spans

    def _layer_at(self, path: Path) -> Layer | None:
        """None for the document's own file."""
        if not self._layers:
            return None
        ends = (path[:length] for length in range(len(path), -1, -1))
        return next((self._layers[end] for end in ends if end in self._layers), None)

    def _find(self, path: Path) -> list[Node]:
        """The nodes from the root down, as far as the path exists."""
        nodes = [self._root]
        for step in path:
            child = nodes[-1].children.get(step)
            if child is None:
                break
            nodes.append(child)
        return nodes
