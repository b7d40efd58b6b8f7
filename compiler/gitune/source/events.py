"""YAML events with marks, from ruamel's C parser, or from its pure one where the C module does not exist.

The C parser gives the events of a spec in half a millisecond, the pure one takes ten times as long. They differ in
corners where the C one follows YAML 1.1: it refuses `[a:b]`, `[a?]`, unknown directives, keys without a text, pairs of
`\\u` surrogates, and documents after `...` without `---`; it reads `[?a]` as a key; it alone takes tabs between tokens.
So whatever it refuses is read once more by the pure one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

EventSource = Callable[[str], Iterator[Any]]
"""Text to events. Syntax errors come out as ruamel's `YAMLError`."""

C_MODULES = ("_ruamel_yaml_clibz", "_ruamel_yaml")
"""The names under which the extras `libyaml` and `oldlibyaml` of ruamel.yaml install the C parser."""


def c_events(text: str) -> Iterator[Any]:
    """Events of the C parser; ImportError where it is not installed."""
    parser = _c_parser_class()(text)
    while (event := parser.get_event()) is not None:
        yield event


def pure_events(text: str) -> Iterator[Any]:
    """Events of ruamel's own parser, which is always there."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except AssertionError as error:  # that is how it refuses `%YAML 1.0`
        raise MarkedYAMLError(problem=f"incompatible YAML: {error}") from error


def sources() -> tuple[EventSource, ...]:
    """Where events come from, first choice first."""
    try:
        _c_parser_class()
    except ImportError:
        return (pure_events,)
    return (c_events, pure_events)


def _c_parser_class() -> Callable[[str], Any]:
    for name in C_MODULES:
        try:
            parser: Callable[[str], Any] = import_module(name).CParser
        except ImportError:
            continue
        return parser
    raise ImportError("ruamel.yaml has no C parser here")
