"""`matrix`: one spec, a grid of runs."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gitune.canonical.names import NAME_MAX
from gitune.diagnostics.model import Diagnostic, Finding
from gitune.layers.axes import MATRIX, Axis, Value, read_axes
from gitune.layers.paths import path_of
from gitune.source.document import Document
from gitune.source.layer import Layer, wrapped
from gitune.source.origin import Origin

MAX_RUNS = 64
"""A grid that is larger is a search, and a search wants to learn from its runs."""

_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")


class Variant(NamedTuple):
    """One run of a grid."""

    name: str
    """The fine-tune's own name."""
    family: str
    """The name of the spec, which is that of the volume too."""
    settings: tuple[tuple[str, str], ...]
    """Each varied path with the run's value."""
    layers: tuple[Layer, ...]


class Expansion(NamedTuple):
    """What a grid comes to; without variants where it is none."""

    variants: tuple[Variant, ...]
    diagnostics: tuple[Diagnostic, ...]


def expand(document: Document) -> Expansion:
    """Every run of the document's grid, in the order of its values."""
    family = _name(document)
    if family is None or not document.has((MATRIX,)):
        return Expansion((), ())
    grid = read_axes(document)
    findings = list(grid.findings) or list(_size_mistakes(grid.axes))
    if not findings and grid.axes:
        chosen = tuple(itertools.product(*(axis.values for axis in grid.axes)))
        names = ["-".join([family, *(value.name for value in values)]) for values in chosen]
        findings += _name_mistakes(names)
        if not findings:
            made = zip(names, chosen, strict=True)
            return Expansion(tuple(_variant(document, family, name, grid.axes, values) for name, values in made), ())
    return Expansion((), tuple(document.resolve(finding) for finding in findings))


def _name(document: Document) -> str | None:
    """None where the spec has no usable name, which is reported elsewhere."""
    data = document.data
    metadata = data.get("metadata") if isinstance(data, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None


def _size_mistakes(axes: Sequence[Axis]) -> Iterator[Finding]:
    size = math.prod(len(axis.values) for axis in axes)
    if size > MAX_RUNS:
        hint = "take fewer values, or split the grid into several specs"
        yield Finding("GT543", f"{size:,} runs are more than the {MAX_RUNS} of a grid", (MATRIX,), "key", hint)


def _variant(document: Document, family: str, name: str, axes: Sequence[Axis], chosen: Sequence[Value]) -> Variant:
    """One run. Where a path lies below another one, the longer of them has the last word, however they are ordered."""
    origin = Origin("matrix", name)
    pairs = tuple(zip(axes, chosen, strict=True))
    upwards = sorted(pairs, key=lambda pair: len(path_of(pair[0].path)))
    layers = [_layer(document, origin, axis, value) for axis, value in upwards]
    named = document.layer(origin, ("metadata", "name"))
    layers.append(named.saying(name, ("metadata", "name")) if named else None)
    settings = tuple((axis.path, value.shown) for axis, value in pairs)
    return Variant(name, family, settings, tuple(layer for layer in layers if layer is not None))


def _layer(document: Document, origin: Origin, axis: Axis, value: Value) -> Layer | None:
    """A value at its path, whose keys stand where the path is written: once for all of its values."""
    at = path_of(axis.path)
    layer, grid = document.layer(origin, value.path, at), document.layer(origin, (MATRIX,))
    if layer is None or grid is None or document.span((MATRIX, axis.path), "key").file != layer.spans.file:
        return layer
    node = layer.node
    for step in at:
        node = node.children[step]
    return layer._replace(node=wrapped(node, at, grid.node.keys[axis.path]))


def _name_mistakes(names: Sequence[str]) -> Iterator[Finding]:
    longest = max(names, key=len)
    if len(longest) > NAME_MAX:
        message = f"a run would be called `{longest}`, {len(longest)} characters where a name has at most {NAME_MAX}"
        hint = "shorten metadata.name, or give the values short names: `method.rank: {a: 8, b: 16}`"
        yield Finding("GT544", message, (MATRIX,), "key", hint)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        hint = "give the values other names: `method.rank: {a: 8, b: 16}`"
        yield Finding("GT544", f"two runs would be called `{twice}`", (MATRIX,), "key", hint)
