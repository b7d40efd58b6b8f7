"""Kinds of values that rules compare, and how each is read and written."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from gitune.policy.policy import Value
from gitune.spec.quantity import parse_duration, quantity_value
from gitune.spec.words import quoted

Kind = Literal[
    "text", "number", "boolean", "quantity", "duration", "list", "mapping", "section", "sections", "anything"
]
"""`section` is a mapping with fixed fields and `sections` a list of such; neither is compared."""

BOUNDED: frozenset[Kind] = frozenset({"number", "quantity", "duration", "anything"})
"""What can be more or less."""
COMPARED: frozenset[Kind] = frozenset({*BOUNDED, "text", "boolean", "list", "mapping"})

NAMES: dict[Kind, str] = {
    "text": "a text",
    "number": "a number",
    "boolean": "`true` or `false`",
    "quantity": "a quantity such as `16Gi`",
    "duration": "a duration such as `12h`",
    "list": "a list of texts",
    "mapping": "a mapping",
    "section": "a section",
    "sections": "a list",
    "anything": "anything",
}


_LONG = 10_000
"""From here on a number is hard to read without commas."""


def compared(kind: Kind, value: object) -> Value | None:
    """A value as it is compared; None for one that is not of the kind."""
    if kind == "quantity":
        return _quantity(value)
    if kind == "duration":
        return _duration(value)
    if kind == "boolean":
        return value if isinstance(value, bool) else None
    if kind == "number":
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if kind == "anything":
        return value if isinstance(value, bool | int | float | str) else None
    return value if isinstance(value, str) else None


def item_kind(kind: Kind) -> Kind:
    """What the items of a list and the keys of a mapping are; anything else is one value itself."""
    return "text" if kind in ("list", "mapping") else kind


def shown(kind: Kind, value: object) -> str:
    """A value that `compared` gave, in a message."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if kind == "duration" and isinstance(value, int):
        return f"`{_duration_text(value)}`"
    if kind == "quantity" and isinstance(value, Decimal):
        return f"`{quantity_text(value)}`"
    if isinstance(value, int):
        return f"`{value:,}`" if value >= _LONG else f"`{value}`"
    if isinstance(value, float):
        return f"`{value:,.2f}`" if kind == "number" and abs(value) >= 1 and not value.is_integer() else f"`{value:g}`"
    return quoted(str(value))


def _quantity(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return quantity_value(str(value))
    except ValueError:
        return None


def _duration(value: object) -> int | None:
    try:
        return parse_duration(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _duration_text(seconds: int) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


_SUFFIXES = (
    ("Pi", 1 << 50),
    ("Ti", 1 << 40),
    ("Gi", 1 << 30),
    ("Mi", 1 << 20),
    ("P", 10**15),
    ("T", 10**12),
    ("G", 10**9),
    ("M", 10**6),
)


def quantity_text(value: Decimal) -> str:
    """With the largest suffix that leaves no fraction."""
    if value != value.to_integral_value():
        return f"{int(value * 1000)}m"
    whole = int(value)
    return next((f"{whole // size}{suffix}" for suffix, size in _SUFFIXES if whole and whole % size == 0), str(whole))
