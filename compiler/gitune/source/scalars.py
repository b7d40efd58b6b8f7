"""The core schema of YAML 1.2: which plain scalars are null, true, a number, and which are text.

`no`, `on`, `1:30`, `2024-01-01` and `1_000` are text, as the specification says (10.3.2); YAML 1.1 thought otherwise.
"""

from __future__ import annotations

import math
import re

from gitune.source.limits import MAX_INTEGER

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)

_STARTS = frozenset("0123456789+-.")
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_MAX_DIGITS = 40
"""More digits than this are too many whatever they are; also keeps clear of Python's own limit."""


class UnusableError(Exception):
    """A number that YAML can write and a spec cannot hold."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def resolve_plain(text: str) -> Scalar:
    """The value of an unquoted, untagged scalar.

    Raises:
        UnusableError: NaN, infinity, and integers beyond 64 bits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _STARTS:
        return text
    if _DECIMAL.fullmatch(text):
        return _integer(text, 10)
    if _BASED.fullmatch(text):
        return _integer(text[2:], 8 if text[1] == "o" else 16)
    if _FLOAT.fullmatch(text):
        return _finite(text)
    if _NOT_FINITE.fullmatch(text):
        raise UnusableError("GT010", f"`{text}` is not a number that a spec can hold")
    return text


def kind_of_plain(text: str) -> str:
    """What an unquoted scalar is: `text`, `null`, `true or false` or `a number`."""
    try:
        value = resolve_plain(text)
    except UnusableError:
        return "a number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "true or false"
    return "null" if value is None else "a number"


def _integer(digits: str, base: int) -> int:
    number = int(digits, base) if len(digits) <= _MAX_DIGITS else MAX_INTEGER + 1
    if -MAX_INTEGER - 1 <= number <= MAX_INTEGER:
        return number
    raise UnusableError("GT015", "the number does not fit into 64 bits")


def _finite(text: str) -> float:
    number = float(text)
    if math.isfinite(number):
        return number
    raise UnusableError("GT010", "the number is too large for a float, it would become infinity")
