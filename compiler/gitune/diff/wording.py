"""Values and counts in a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from gitune.diagnostics.redact import redact

LONGEST = 120
"""Characters of one value; a system prompt may have thousands."""


def shown(value: Any) -> str:
    """A value on one line, shortened, without secrets."""
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return line(text)


def line(text: str) -> str:
    """Text on one line, shortened, without secrets."""
    flat = " ".join(redact(text).split())
    clean = "".join(c if c.isprintable() else "?" for c in flat)
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 object`, `2 objects`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or f'{noun}s'}"


def listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last
