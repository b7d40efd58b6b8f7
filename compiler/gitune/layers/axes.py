"""The axes of a `matrix`: paths of the spec, each with the values that it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gitune.diagnostics.model import Finding, Path
from gitune.diagnostics.redact import redact
from gitune.layers.paths import path_mistake
from gitune.layers.tokens import short_names, token
from gitune.source.document import Document
from gitune.source.node import Data

MATRIX = "matrix"

_NOT_VARIED = frozenset(["apiVersion", "extends", "kind", "matrix", "metadata", "storage"])
"""What all runs of a grid share: who they are, and their volume."""

_LONGEST = 60


class Value(NamedTuple):
    """One value of an axis: where it stands, and what it is called in names."""

    path: Path
    name: str
    shown: str


class Axis(NamedTuple):
    """One varied path."""

    path: str
    values: tuple[Value, ...]


class Axes(NamedTuple):
    """What a `matrix` says; no axes where a layer has taken the grid away."""

    axes: tuple[Axis, ...]
    """By their short names."""
    findings: tuple[Finding, ...]


def read_axes(document: Document) -> Axes:
    """Reads the grid. A path that is null is not varied: an environment writes it so, or the whole `matrix`."""
    grid = document.data.get(MATRIX) if isinstance(document.data, dict) else None
    if grid is None:
        return Axes((), ())
    if not isinstance(grid, dict) or not grid:
        hint = "write `matrix: {method.rank: [8, 16]}`"
        return Axes((), (Finding("GT542", "a matrix maps paths of the spec to their values", (MATRIX,), hint=hint),))
    varied = {path: values for path, values in grid.items() if values is not None}
    findings = [finding for path, values in varied.items() for finding in _mistakes(path, values)]
    names = short_names(varied)
    # The order of keys means nothing, nowhere in a spec: it must not be in the names.
    paths = () if findings else sorted(varied, key=lambda path: (names[path], path))
    axes = tuple(Axis(path, tuple(_values(path, names[path], varied[path]))) for path in paths)
    findings += [finding for axis in axes for finding in _name_mistakes(axis)]
    return Axes(axes, tuple(findings))


def _mistakes(path: str, values: Data) -> Iterator[Finding]:
    place = (MATRIX, path)
    section = path.partition(".")[0]
    if mistake := path_mistake(path):
        yield Finding("GT542", mistake, place, "key")
    elif section in _NOT_VARIED:
        yield Finding("GT542", f"`{section}` is the same for all runs of a matrix", place, "key")
    if not isinstance(values, list | dict) or not values:
        hint = "write a list, or a mapping of names to values"
        yield Finding("GT542", f"`{path}` needs its values", place, hint=hint)
    elif isinstance(values, list):
        yield from _unnamed(path, values)
    elif path == section:
        yield from _nested(path, values)


def _unnamed(path: str, values: Sequence[Data]) -> Iterator[Finding]:
    for index, value in enumerate(values):
        if isinstance(value, list | dict):
            hint = "write a mapping in place of the list: `{small: ..., large: ...}`"
            yield Finding("GT542", "a value of several parts needs a name", (MATRIX, path, index), hint=hint)


def _nested(section: str, values: dict[str, Data]) -> Iterator[Finding]:
    """A field's values below its section, as if the grid were a spec: the path belongs into one key."""
    for field, value in values.items():
        if isinstance(value, list):
            message = f"`{section}` would be a list in the run `{field}`"
            hint = f"a path is one key: write `{section}.{field}: [...]`"
            yield Finding("GT542", message, (MATRIX, section, field), "key", hint)


def _values(path: str, short: str, values: Data) -> Iterator[Value]:
    if isinstance(values, dict):
        for name in values:
            yield Value((MATRIX, path, name), token(name), name)
    elif isinstance(values, list):
        for index, value in enumerate(values):
            safe = redact(value) if isinstance(value, str) else value
            yield Value((MATRIX, path, index), token(safe, short), _shown(safe))


def _shown(value: Data) -> str:
    """A value in one short line."""
    if value is None:
        return "null"
    text = " ".join(str(value).split())
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return short.lower() if isinstance(value, bool) else short


def _name_mistakes(axis: Axis) -> Iterator[Finding]:
    """Values that nothing in a name can stand for, and values that the same would stand for."""
    hint = f"give the values names: `{axis.path}: {{a: ..., b: ...}}`"
    first: dict[str, Value] = {}
    for value in axis.values:
        other = first.setdefault(value.name, value)
        if not value.name:
            message = f"`{value.shown}` has no letter and no digit that a run's name could hold"
            yield Finding("GT544", message, value.path, "key", hint)
        elif other is not value and other.shown == value.shown:
            yield Finding("GT544", f"`{value.shown}` stands twice", value.path, "key", "remove one of them")
        elif other is not value:
            message = f"`{other.shown}` and `{value.shown}` are both `{value.name}` in a run's name"
            yield Finding("GT544", message, value.path, "key", hint)
