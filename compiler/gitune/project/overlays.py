"""What an environment says of specs: `spec` and `set` of all of them, `overlays` of some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from gitune.canonical.globs import matches
from gitune.diagnostics.model import Finding, Path
from gitune.diagnostics.nearest import did_you_mean
from gitune.layers.paths import path_mistake, path_of
from gitune.source.document import Document
from gitune.source.layer import Layer
from gitune.source.origin import Origin

OVERLAYS = "overlays"
FOR_SPECS = frozenset([OVERLAYS, "set", "spec"])
"""Fields of an environment that are not the project's."""
_OF_ONE = ("set", "spec", "specs")


class Overlay(NamedTuple):
    """One thing that is said of specs."""

    specs: tuple[str, ...]
    """Paths of those that are meant, as patterns; none for all."""
    layer: Layer

    def is_for(self, origin: str) -> bool:
        """Whether a spec is meant, by its path from the project's folder."""
        return not self.specs or matches(origin, self.specs)


def overlays_of(document: Document, environment: dict[str, Any], place: Path, origin: Origin) -> tuple[Overlay, ...]:
    """Everything that an environment says of specs, in the order in which it wins: what stands later is right."""
    found = list(_said(document, environment, place, origin, ()))
    for index, one in enumerate(environment.get(OVERLAYS, ())):
        found += _said(document, one, (*place, OVERLAYS, index), origin, tuple(one["specs"]))
    return tuple(found)


def _said(
    document: Document, data: dict[str, Any], place: Path, origin: Origin, specs: tuple[str, ...]
) -> Iterator[Overlay]:
    layers = [document.layer(origin, (*place, "spec"))]
    layers += [document.layer(origin, (*place, "set", path), path_of(path)) for path in data.get("set", {})]
    yield from (Overlay(specs, layer) for layer in layers if layer is not None)


def overlay_mistakes(environment: dict[str, Any], place: Path) -> Iterator[Finding]:
    """What is not written as it should be."""
    yield from _of_spec_and_set(environment, place)
    overlays = environment.get(OVERLAYS, [])
    if not isinstance(overlays, list):
        yield Finding("GT545", "`overlays` takes a list", (*place, OVERLAYS), hint=_EXAMPLE)
        return
    for index, one in enumerate(overlays):
        yield from _of_overlay(one, (*place, OVERLAYS, index))


_EXAMPLE = "write `overlays: [{specs: [team-a/**], set: {training.maxSteps: 20}}]`"


def _of_overlay(one: Any, place: Path) -> Iterator[Finding]:
    if not isinstance(one, dict):
        yield Finding("GT545", "an overlay is a mapping", place, hint=_EXAMPLE)
        return
    for key in one:
        if key not in _OF_ONE:
            hint = did_you_mean(key, _OF_ONE)
            yield Finding("GT545", f"an overlay has no field `{key}`", (*place, key), "key", hint)
    specs = one.get("specs")
    if not isinstance(specs, list) or not specs or not all(isinstance(pattern, str) for pattern in specs):
        where = (*place, "specs") if "specs" in one else place
        hint = "write paths from this file's folder, such as `specs: [team-a/**]`"
        yield Finding("GT545", "an overlay names the specs that it is for", where, hint=hint)
    yield from _of_spec_and_set(one, place)


def _of_spec_and_set(data: dict[str, Any], place: Path) -> Iterator[Finding]:
    examples = {"set": "`set: {training.maxSteps: 20}`", "spec": "`spec: {training: {epochs: 1}}`"}
    for key, example in examples.items():
        if key in data and not isinstance(data[key], dict):
            yield Finding("GT545", f"`{key}` takes a mapping", (*place, key), hint=f"write {example}")
    settings = data.get("set")
    for path in settings if isinstance(settings, dict) else ():
        if mistake := path_mistake(path):
            yield Finding("GT545", mistake, (*place, "set", path), "key")
