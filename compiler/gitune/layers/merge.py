"""Layers to one document: the upper one wins, mapping by mapping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gitune.diagnostics.model import Path
from gitune.source.document import Document
from gitune.source.layer import Layer, without
from gitune.source.node import Data, Node
from gitune.source.origin import SPEC
from gitune.source.spans import Place


class _Said(NamedTuple):
    """What a layer says in one place."""

    node: Node
    layer: Layer


def merged(
    own: Document, below: Sequence[Layer], above: Sequence[Layer], dropping: frozenset[str] = frozenset()
) -> Document:
    """The document that a file makes with the layers below and above it, without the sections that are dropped.

    Mappings are merged, key by key; a list or a scalar replaces what is below it, and so does a mapping whose `kind`
    is another one: the fields of the one kind mean nothing in the other. `null` takes a value away.
    """
    mine = own.layer(SPEC)
    if mine is None or not (below or above or any(own.has((name,)) for name in dropping)):
        return own
    mine = _kept(mine, dropping)
    layers = (*(_kept(layer, dropping) for layer in below), mine, *(_kept(layer, dropping) for layer in above))
    merger = _Merger(mine)
    root = merger.node([_Said(layer.node, layer) for layer in layers], (), mine)
    refused = frozenset(path for layer in layers for path in layer.refused)
    return Document(
        own.file,
        own.text,
        root.data,
        own.complete and all(layer.complete for layer in layers),
        own.refused | refused,
        _root=root,
        _spans=mine.spans,
        _layers=merger.begins,
    )


def _kept(layer: Layer, dropping: frozenset[str]) -> Layer:
    return layer._replace(node=without(layer.node, dropping))


class _Merger:
    """Merges, and notes where another layer begins to speak."""

    def __init__(self, mine: Layer) -> None:
        self._mine = mine
        self.begins: dict[Path, Layer] = {}

    def node(self, said: Sequence[_Said], path: Path, around: Layer) -> Node:
        """One value of what the layers say of it, the lowest first. `around` speaks in the mapping that holds it."""
        speaking = _together(said)
        chosen = next((one for one in speaking if one.layer is self._mine), speaking[-1])
        if chosen.layer is not around:
            self.begins[path] = chosen.layer
        if len(speaking) == 1:
            return chosen.node
        return self._mapping(speaking, chosen, path)

    def _mapping(self, speaking: Sequence[_Said], chosen: _Said, path: Path) -> Node:
        children: dict[str | int, Node] = {}
        keys: dict[str, Place] = {}
        data: dict[str, Data] = {}
        for key in dict.fromkeys(key for one in speaking for key in one.node.children):
            voices = [one for one in speaking if key in one.node.children]
            step = (*path, key)
            child = self.node([_Said(one.node.children[key], one.layer) for one in voices], step, chosen.layer)
            speaker = self.begins.get(step, chosen.layer)
            name = str(key)
            children[key], data[name] = child, child.data
            keys[name] = next(one.node.keys[name] for one in voices if one.layer is speaker)
        size = 1 + sum(child.size for child in children.values())
        height = 1 + max((child.height for child in children.values()), default=0)
        return Node(data, chosen.node.place, children, keys, size, height)


def _together(said: Sequence[_Said]) -> list[_Said]:
    """Those that are merged: from the top down to the first that the one above it replaces."""
    speaking = [said[-1]]
    for below in reversed(said[:-1]):
        if not _merges(speaking[-1].node, below.node):
            break
        speaking.append(below)
    return speaking[::-1]


def _merges(upper: Node, lower: Node) -> bool:
    above, below = upper.data, lower.data
    if not isinstance(above, dict) or not isinstance(below, dict):
        return False
    return "kind" not in above or "kind" not in below or above["kind"] == below["kind"]
