"""Checks one component of a config against the signature that the pinned torchtune has, without importing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gitune.backends.torchtune.types import mismatch
from gitune.catalog.model import Parameter, TorchtuneData
from gitune.diagnostics.model import At, Path
from gitune.diagnostics.nearest import did_you_mean
from gitune.spec.words import quoted

COMPONENT = "_component_"


class Problem(NamedTuple):
    """What is wrong, at a path within the config."""

    code: str
    message: str
    path: Path
    at: At = "value"
    hint: str | None = None


class Given(NamedTuple):
    """The arguments that a recipe passes by itself: the first by position, others by name."""

    first: str | None = None
    names: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every argument that a config must leave to the recipe."""
        return (*((self.first,) if self.first else ()), *self.names)


def check_component(
    section: Mapping[str, Any], path: Path, given: Given, torchtune: TorchtuneData
) -> Iterator[Problem]:
    """The component exists, is of the right sort, knows every argument, gets every required one, each of its type."""
    name = section[COMPONENT]
    signature = torchtune.components.get(name) if isinstance(name, str) else None
    place = (*path, COMPONENT)
    if signature is None:
        hint = did_you_mean(str(name), torchtune.components)
        message = f"{quoted(str(name))} is no component that gitune knows for torchtune {torchtune.version}"
        yield Problem("GT311", message, place, hint=hint)
        return
    if given.first is not None and next(iter(signature), None) != given.first:
        message = f"`{name}` cannot stand here: the recipe hands it `{given.first}` first, which it does not take"
        yield Problem("GT311", message, place)
        return
    yield from _arguments(section, path, given, signature)
    yield from _missing(section, path, given, signature)


def _arguments(
    section: Mapping[str, Any], path: Path, given: Given, signature: Mapping[str, Parameter]
) -> Iterator[Problem]:
    name = section[COMPONENT]
    named = [key for key, parameter in signature.items() if not parameter.kind.startswith("VAR_")]
    open_end = any(parameter.kind == "VAR_KEYWORD" for parameter in signature.values())
    for key, value in section.items():
        if key == COMPONENT:
            continue
        if key in given.all:
            yield Problem("GT312", f"the recipe itself gives `{key}` to `{name}`", (*path, key), "key", "remove it")
        elif key in named:
            wanted = mismatch(value, signature[key].type)
            if wanted:
                yield Problem("GT314", f"`{key}` of `{name}` must be {wanted}", (*path, key))
        elif not open_end:
            hint = did_you_mean(key, [n for n in named if n not in given.all])
            yield Problem("GT312", f"`{name}` has no argument {quoted(key)}", (*path, key), "key", hint)


def _missing(
    section: Mapping[str, Any], path: Path, given: Given, signature: Mapping[str, Parameter]
) -> Iterator[Problem]:
    for key, parameter in signature.items():
        if parameter.required and not parameter.kind.startswith("VAR_") and key not in given.all and key not in section:
            message = f"`{section[COMPONENT]}` needs an argument `{key}`"
            yield Problem("GT313", message, (*path, COMPONENT))
