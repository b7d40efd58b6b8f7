"""A layer: part of a spec that stands somewhere else, with its places there."""

from __future__ import annotations

from typing import NamedTuple

from gitune.diagnostics.model import Path
from gitune.source.node import NO_CHILDREN, NO_KEYS, Data, Node
from gitune.source.origin import Origin
from gitune.source.spans import Place, Spans


class Layer(NamedTuple):
    """What one voice says of a spec."""

    origin: Origin
    node: Node
    """From the spec's root down."""
    spans: Spans
    """Of the file that it stands in."""
    complete: bool = True
    refused: frozenset[Path] = frozenset()

    def saying(self, data: Data, path: Path) -> Layer:
        """The same voice, in the same place, with a value that it implies."""
        return self._replace(node=wrapped(Node(data, self.node.place, NO_CHILDREN, NO_KEYS, 1, 0), path))


def wrapped(node: Node, path: Path, key: Place | None = None) -> Node:
    """A mapping that holds the node at `path` and nothing else; `key` is the place of what stands for its keys."""
    place = key or node.place
    for step in reversed(path):
        data = {str(step): node.data}
        node = Node(data, node.place, {step: node}, {str(step): place}, node.size + 1, node.height + 1)
    return node


def without(node: Node, names: frozenset[str]) -> Node:
    """A mapping without some of its entries."""
    if not isinstance(node.data, dict) or names.isdisjoint(node.data):
        return node
    children = {key: child for key, child in node.children.items() if key not in names}
    return node._replace(
        data={key: value for key, value in node.data.items() if key not in names},
        children=children or NO_CHILDREN,
        keys={key: place for key, place in node.keys.items() if key not in names},
    )
