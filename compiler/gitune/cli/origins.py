"""A spec with all its values, and who said each: `gitune show spec --origin`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gitune.canonical.yaml import scalar
from gitune.diagnostics.model import Path, Span
from gitune.source.document import Document
from gitune.source.origin import Origin
from gitune.spec.finetune import FineTune

_WORDS = {
    "base": "base",
    "default": "default of gitune.yaml",
    "environment": "environment {name}",
    "matrix": "matrix",
    "policy": "policy {name}",
    "spec": "spec",
}
_WIDEST = 60
"""Where the remarks stand at most: a long value has its own beside it."""


class Said(NamedTuple):
    """One value of a spec, and where it comes from."""

    path: Path
    value: Any
    origin: Origin | None
    """None for what gitune takes where nobody says anything."""
    span: Span | None

    @property
    def words(self) -> str:
        """Its origin for a reader, such as `environment dev, gitune.yaml:7:22`."""
        if self.origin is None or self.span is None:
            return "gitune's own default"
        place = f"{self.span.file}:{self.span.line}:{self.span.column}"
        return f"{_WORDS[self.origin.kind].format(name=self.origin.name)}, {place}"


def origins_of(document: Document, spec: FineTune) -> tuple[Said, ...]:
    """Every value of a spec in the order of the format; what nobody says and has no value is left out."""
    return tuple(_values(document, spec.model_dump(mode="json", by_alias=True), ()))


def as_text(values: tuple[Said, ...]) -> str:
    """YAML, each value with its origin as a comment."""
    lines = [line for _, line in _lines(values)]
    width = min(max((len(line) for line in lines), default=0), _WIDEST)
    return "".join(f"{line:<{width}}  # {said.words}\n" if said else f"{line}\n" for said, line in _lines(values))


def as_json(values: tuple[Said, ...]) -> list[dict[str, object]]:
    """The same as plain data."""
    return [
        {
            "path": ".".join(map(str, said.path)),
            "value": said.value,
            "origin": {"kind": said.origin.kind, "name": said.origin.name} if said.origin else None,
            "place": said.span._asdict() if said.span else None,
        }
        for said in values
    ]


def _values(document: Document, data: Mapping[str, Any], path: Path) -> Iterator[Said]:
    for key, value in data.items():
        here = (*path, key)
        if isinstance(value, dict) and value:
            yield from _values(document, value, here)
        elif document.has(here):
            yield Said(here, value, document.origin(here), document.span(here))
        elif value not in (None, {}, []):
            yield Said(here, value, None, None)


def _lines(values: tuple[Said, ...]) -> Iterator[tuple[Said | None, str]]:
    """The lines of a document, with the value that each holds; None for those that only open a section."""
    open_: Path = ()
    for said in values:
        section = said.path[:-1]
        common = next((n for n, (a, b) in enumerate(zip(open_, section, strict=False)) if a != b), None)
        start = min(len(open_), len(section)) if common is None else common
        for depth in range(start, len(section)):
            yield None, f"{'  ' * depth}{scalar(section[depth])}:"
        open_ = section
        yield said, f"{'  ' * len(section)}{scalar(said.path[-1])}: {_flow(said.value)}"


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else scalar(value)
