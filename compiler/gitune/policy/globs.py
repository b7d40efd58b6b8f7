"""Patterns of values: `*` stands for any characters, `/` among them, and `?` for one."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPECIAL = frozenset("\\.+*?()|[]{}^$")


def expression(pattern: str, *, anything: str = ".*", one: str = ".") -> str:
    """A pattern as a regular expression that Python and RE2 read alike."""
    wild = {"*": anything, "?": one}
    return "".join(wild.get(character) or _literal(character) for character in pattern)


def any_of(patterns: Iterable[str]) -> str:
    """Several as one."""
    return "|".join(f"(?:{expression(pattern)})" for pattern in patterns)


def name_expression(pattern: str) -> str:
    """A pattern of `<namespace>/<name>`, where `*` and `?` stay on their side."""
    return expression(pattern, anything="[^/]*", one="[^/]")


def compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all; a text matches it as a whole."""
    return re.compile(any_of(patterns), re.DOTALL)


def _literal(character: str) -> str:
    return f"\\{character}" if character in _SPECIAL else character
