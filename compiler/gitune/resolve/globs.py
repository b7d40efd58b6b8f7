"""Patterns of wanted files, as the initializer reads them (docs/image-contract.md): one test compares the two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)
_WILD = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


class HasPath(Protocol):
    """Something that stands at a path, its parts separated by slashes."""

    @property
    def path(self) -> str:
        """The path below the source's root."""


Item = TypeVar("Item", bound=HasPath)


def translate(pattern: str) -> re.Pattern[str]:
    """A glob as a regular expression: `*` and `?` stay within one folder, `**` goes through folders."""
    return re.compile("".join(map(_piece, _TOKEN.findall(pattern))), re.DOTALL)


def select(items: Iterable[Item], patterns: Sequence[str]) -> tuple[list[Item], list[str]]:
    """The items that at least one pattern matches, by path, and the patterns that match none. None wants all."""
    everything = sorted(items, key=lambda item: item.path)
    if not patterns:
        return everything, []
    hits = {
        pattern: {item.path for item in everything if glob.fullmatch(item.path)}
        for pattern, glob in ((pattern, translate(pattern)) for pattern in patterns)
    }
    wanted = set().union(*hits.values())
    return [item for item in everything if item.path in wanted], [pattern for pattern, hit in hits.items() if not hit]


def _piece(token: str) -> str:
    if token in _WILD:
        return _WILD[token]
    if token.startswith("[") and token.endswith("]") and len(token) > 1:
        negated, body = token[1] == "!", token[1:-1].removeprefix("!")
        escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", body)
        return f"(?!/)[{'^' if negated else ''}{escaped}]"
    return re.escape(token)
