"""Patterns of paths: `*` and `?` stay within a folder, `**` does not, `[abc]` is one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path with forward slashes fits any of the patterns, from its beginning to its end."""
    return any(_compiled(pattern).fullmatch(path) for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # `**/**/` says no more than `**/`, and takes for ever to find out.
    parts = _PARTS.findall(_REPEATED.sub("**/", pattern))
    return re.compile("".join(map(_translated, parts)))


_PARTS = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]|.", re.DOTALL)
_REPEATED = re.compile(r"(?:\*\*/){2,}")
_WILD = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _translated(part: str) -> str:
    if part in _WILD:
        return _WILD[part]
    if len(part) > 1:
        inner = part[1:-1].replace("\\", "\\\\").replace("[", "\\[").replace("&&", "&\\&")
        chosen = f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
        return chosen if _is_set(chosen) else re.escape(part)
    return re.escape(part)


def _is_set(text: str) -> bool:
    """Whether brackets hold characters; `[z-a]` holds none, and stands for itself."""
    try:
        re.compile(text)
    except re.error:
        return False
    return True
