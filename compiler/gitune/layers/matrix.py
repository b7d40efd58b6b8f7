"""`matrix`: one spec, a grid of runs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gitune.canonical.names import NAME_MAX
from gitune.diagnostics.model import Diagnostic, Finding, Path
from gitune.layers.paths import path_mistake, path_of
from gitune.layers.tokens import short_names, token
from gitune.source.document import Document
from gitune.source.layer import Layer
from gitune.source.node import Data
from gitune.source.origin import Origin

MATRIX = "matrix"
MAX_RUNS = 64
"""A grid that is larger is a search, and a search wants to learn from its runs."""

_NOT_VARIED = frozenset(["apiVersion", "extends", "kind", "matrix", "metadata", "storage"])
"""What all runs of a grid share: who they are, and their volume."""


class Value(NamedTuple):
    """One value of an axis: where it stands, and what it is called in names."""

    path: Path
    name: str
    shown: str


class Axis(NamedTuple):
    """One varied path."""

    path: str
    values: tuple[Value, ...]


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
    if not document.has((MATRIX,)):
        return Expansion((), ())
    findings: list[Finding] = []
    axes = _axes(document, findings)
    size = math.prod(len(axis.values) for axis in axes)
    if not findings and size > MAX_RUNS:
        hint = "take fewer values, or split the grid into several specs"
        findings.append(Finding("GT543", f"{size:,} runs are more than the {MAX_RUNS} of a grid", (MATRIX,), hint=hint))
    family = _name(document)
    if findings or family is None:
        return Expansion((), tuple(document.resolve(finding) for finding in findings))
    grid = itertools.product(*(axis.values for axis in axes))
    variants = tuple(_variant(document, family, axes, chosen) for chosen in grid)
    findings += _name_mistakes([variant.name for variant in variants])
    if findings:
        return Expansion((), tuple(document.resolve(finding) for finding in findings))
    return Expansion(variants, ())


def _name(document: Document) -> str | None:
    """None where the spec has no usable name, which is reported elsewhere."""
    data = document.data
    metadata = data.get("metadata") if isinstance(data, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else None


def _axes(document: Document, findings: list[Finding]) -> list[Axis]:
    grid = document.data[MATRIX] if isinstance(document.data, dict) else None
    if not isinstance(grid, dict) or not grid:
        hint = "write `matrix: {method.rank: [8, 16]}`"
        findings.append(Finding("GT542", "a matrix maps paths of the spec to their values", (MATRIX,), hint=hint))
        return []
    names = short_names(grid)
    for path, values in grid.items():
        findings += _axis_mistakes(path, values)
    return [] if findings else [Axis(path, tuple(_values(path, names[path], grid[path]))) for path in grid]


def _axis_mistakes(path: str, values: Data) -> Iterator[Finding]:
    place = (MATRIX, path)
    if mistake := path_mistake(path):
        yield Finding("GT542", mistake, place, "key")
    elif path.partition(".")[0] in _NOT_VARIED:
        section = path.partition(".")[0]
        yield Finding("GT542", f"`{section}` is the same for all runs of a matrix", place, "key")
    if not isinstance(values, list | dict) or not values:
        hint = "write a list, or a mapping of names to values"
        yield Finding("GT542", f"`{path}` needs its values", place, hint=hint)
    elif isinstance(values, list):
        for index, value in enumerate(values):
            if isinstance(value, list | dict):
                hint = "write a mapping in place of the list: `{small: ..., large: ...}`"
                yield Finding("GT542", "a value of several parts needs a name", (*place, index), hint=hint)


def _values(path: str, short: str, values: Data) -> Iterator[Value]:
    if isinstance(values, dict):
        for name in values:
            yield Value((MATRIX, path, name), token(name), name)
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield Value((MATRIX, path, index), token(value, short), _shown(value))


def _shown(value: Data) -> str:
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


def _variant(document: Document, family: str, axes: Sequence[Axis], chosen: Sequence[Value]) -> Variant:
    name = "-".join([family, *(value.name for value in chosen)])
    origin = Origin("matrix", name)
    pairs = tuple(zip(axes, chosen, strict=True))
    layers = [document.layer(origin, value.path, path_of(axis.path)) for axis, value in pairs]
    named = document.layer(origin, ("metadata", "name"))
    layers.append(named.saying(name, ("metadata", "name")) if named else None)
    settings = tuple((axis.path, value.shown) for axis, value in pairs)
    return Variant(name, family, settings, tuple(layer for layer in layers if layer is not None))


def _name_mistakes(names: Sequence[str]) -> Iterator[Finding]:
    longest = max(names, key=len)
    if len(longest) > NAME_MAX:
        message = f"a run would be called `{longest}`, {len(longest)} characters where a name has at most {NAME_MAX}"
        hint = "shorten metadata.name, or give the values short names: `method.rank: {a: 8, b: 16}`"
        yield Finding("GT544", message, (MATRIX,), "key", hint)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        hint = "remove one of the values, or give them names: `method.rank: {a: 8, b: 16}`"
        yield Finding("GT544", f"two runs would be called `{twice}`", (MATRIX,), "key", hint)
