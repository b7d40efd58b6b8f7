"""Glob patterns as the contract means them: `*` and `?` stay within one folder, `**` goes through folders."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from gitune_initializer.paths import is_inside

_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|.", re.DOTALL)
_WILD = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


class HasPath(Protocol):
    """Something that stands at a path, its parts separated by slashes."""

    @property
    def path(self) -> str:
        """The path below the source's root."""


Item = TypeVar("Item", bound=HasPath)


def problem(pattern: str) -> str | None:
    """Say why `pattern` cannot be used, or None."""
    if not is_inside(pattern):
        return f"{pattern!r} must be a relative path pattern without '..' or empty parts"
    try:
        translate(pattern)
    except re.error as error:
        return f"{pattern!r} is not a glob pattern: {error}"
    return None


def translate(pattern: str) -> re.Pattern[str]:
    """Compile a glob; raises `re.error` for a character range that makes no sense."""
    return re.compile("".join(map(_piece, _TOKEN.findall(pattern))), re.DOTALL)


def select(items: Iterable[Item], patterns: Sequence[str]) -> tuple[list[Item], list[str]]:
    """Return the items that at least one pattern matches, in their order, and the patterns that match none.

    No pattern at all wants everything.
    """
    everything = list(items)
    if not patterns:
        return everything, []
    compiled = {pattern: translate(pattern) for pattern in patterns}
    matches = {
        pattern: {item.path for item in everything if glob.fullmatch(item.path)} for pattern, glob in compiled.items()
    }
    wanted = set().union(*matches.values())
    return [item for item in everything if item.path in wanted], [p for p, hit in matches.items() if not hit]


def _piece(token: str) -> str:
    if token in _WILD:
        return _WILD[token]
    if token.startswith("[") and token.endswith("]") and len(token) > 1:
        return _character_class(token[1:-1])
    return re.escape(token)


def _character_class(body: str) -> str:
    negated, body = body.startswith("!"), body.removeprefix("!")
    escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", body)
    return f"(?!/)[{'^' if negated else ''}{escaped}]"
