"""A document: plain data, and the place of everything in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import At, Diagnostic, Finding, Path, Related, Span
from gitune.source.node import Data, Node
from gitune.source.spans import Spans


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file. Nobody changes `data`: aliases share parts of it."""

    file: str
    text: str
    data: Data
    complete: bool = True
    """Whether `data` is all that the file says. What is not complete is only good for finding more mistakes."""
    refused: frozenset[Path] = frozenset()
    """Paths whose values are not in `data`, or not all of them: reading gave a diagnostic there."""
    _root: Node = field(repr=False, compare=False, kw_only=True)
    _spans: Spans = field(repr=False, compare=False, kw_only=True)

    def has(self, path: Path) -> bool:
        """Whether the file says something at this path."""
        return len(self._find(path)) > len(path)

    def span(self, path: Path, at: At = "value") -> Span:
        """The place of a path's value or key; that of its nearest ancestor where the path does not exist.

        A list item has no key: its value stands for it. The key of the root is its first key.
        """
        nodes = self._find(path)
        if at == "key" and not path and self._root.keys:
            return self._spans.of(next(iter(self._root.keys.values())))
        step = path[-1] if path else 0
        if at == "key" and isinstance(step, str) and len(nodes) > len(path):
            return self._spans.of(nodes[-2].keys[step])
        return self._spans.of(nodes[-1].place)

    def resolve(self, finding: Finding) -> Diagnostic:
        """A finding with its places in this file."""
        return Diagnostic(
            finding.code,
            severity_of(finding.code),
            finding.message,
            self.span(finding.path, finding.at),
            tuple(Related(self.span(near.path, near.at), near.message) for near in finding.related),
            finding.hint,
        )

    def _find(self, path: Path) -> list[Node]:
        """The nodes from the root down, as far as the path exists."""
        nodes = [self._root]
        for step in path:
            child = nodes[-1].children.get(step)
            if child is None:
                break
            nodes.append(child)
        return nodes
