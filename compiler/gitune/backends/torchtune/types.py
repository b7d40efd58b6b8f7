"""The types of a signature, as far as a value of a config can meet them or miss them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_SCALARS: dict[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,)}
_NAMES = {"bool": "true or false", "int": "a whole number", "float": "a number", "str": "text"}


def mismatch(value: object, declared: str | None) -> str | None:
    """What is wanted in place of `value`, or None when it fits or when nobody can tell without torch.

    `declared` is a type as `components.json` writes it: `int | None`, `list[str]`, `Literal['a', 'b']`.
    """
    if declared is None:
        return None
    options = _alternatives(declared)
    if any(_fits(value, option) for option in options):
        return None
    return " or ".join(dict.fromkeys(_say(option) for option in options))


def _fits(value: object, option: str) -> bool:
    if option == "None":
        return value is None
    if option in _SCALARS:
        return isinstance(value, _SCALARS[option]) and (option == "bool" or not isinstance(value, bool))
    outer, inner = _generic(option)
    if outer == "Literal":
        return repr(value) in inner
    if outer in ("list", "tuple"):
        return isinstance(value, list | tuple) and _items_fit(value, inner)
    if outer == "dict":
        return isinstance(value, Mapping)
    return option not in _NAMES


def _items_fit(values: list[object] | tuple[object, ...], inner: list[str]) -> bool:
    if not inner:
        return True
    if len(inner) == 1:
        return all(mismatch(value, inner[0]) is None for value in values)
    return len(values) == len(inner) and all(mismatch(v, i) is None for v, i in zip(values, inner, strict=True))


def _say(option: str) -> str:
    if option == "None":
        return "null"
    outer, inner = _generic(option)
    if outer == "Literal":
        return "one of " + ", ".join(inner)
    if outer in ("list", "tuple"):
        return "a list"
    return "a mapping" if outer == "dict" else _NAMES.get(option, option)


@cache
def _generic(option: str) -> tuple[str, list[str]]:
    """`list[str]` as `("list", ["str"])`; a plain name has no parts."""
    outer, bracket, rest = option.partition("[")
    return outer, _split(rest.removesuffix("]"), ", ") if bracket else []


@cache
def _alternatives(declared: str) -> tuple[str, ...]:
    return tuple(_split(declared, " | "))


def _split(text: str, separator: str) -> list[str]:
    """Splits at a separator that stands outside of brackets."""
    parts, depth = [""], 0
    position = 0
    while position < len(text):
        if depth == 0 and text.startswith(separator, position):
            parts.append("")
            position += len(separator)
            continue
        depth += {"[": 1, "]": -1}.get(text[position], 0)
        parts[-1] += text[position]
        position += 1
    return [part for part in parts if part]
