"""Canonical YAML: the same plain data gives the same bytes, and YAML 1.1 and 1.2 readers agree on them.

kubectl and Flux read YAML 1.1 (`no`, `1:30` and `017` are not text there), torchtune reads OmegaConf's mixture,
editors read 1.2. So text is written plain only where no reader could take it for something else, and as a JSON string
otherwise.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence

Plain = object
"""Mappings with text keys, sequences, text, int, float, bool and None; nothing else."""

HEAD = ("apiVersion", "kind", "metadata", "name", "namespace", "spec")
"""Keys that stand first in a Kubernetes object, in this order; the others follow sorted."""

_WORD = r"[A-Za-z0-9_./@+-]+(?::[A-Za-z0-9_./@+-]+)*"
_SAFE_TEXT = re.compile(rf"[A-Za-z_/](?:[A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*)(?: {_WORD})*\Z")
_SAFE_QUANTITY = re.compile(r"[0-9]+(?:Ki|Mi|Gi|Ti|Pi)\Z")
_RESERVED = frozenset(["true", "false", "yes", "no", "on", "off", "y", "n", "null"])
_LITERAL = re.compile(r"(?:[^\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]"
                      r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*)\n\Z")  # fmt: skip
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def dump_sorted(data: Plain) -> str:
    """A Kubernetes object: `HEAD` first, the other keys sorted."""
    return "\n".join(_lines(data, 0, in_order=False)) + "\n"


def dump_ordered(data: Plain) -> str:
    """A file that people read top to bottom: keys in the order of the data."""
    return "\n".join(_lines(data, 0, in_order=True)) + "\n"


def _lines(data: Plain, indent: int, *, in_order: bool) -> Iterator[str]:
    if isinstance(data, Mapping) and data:
        yield from _mapping(data, indent, in_order=in_order)
    elif isinstance(data, Sequence) and not isinstance(data, str) and data:
        yield from _sequence(data, indent, in_order=in_order)
    else:
        yield " " * indent + _inline(data)


def _mapping(data: Mapping[str, Plain], indent: int, *, in_order: bool) -> Iterator[str]:
    pad = " " * indent
    for key in data if in_order else _ordered(data):
        value = data[key]
        head = f"{pad}{scalar(key)}:"
        if isinstance(value, Mapping) and value:
            yield head
            yield from _mapping(value, indent + 2, in_order=in_order)
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            yield head
            yield from _sequence(value, indent, in_order=in_order)
        elif isinstance(value, str) and _is_literal(value):
            yield f"{head} |"
            yield from _literal(value, indent + 2)
        else:
            yield f"{head} {_inline(value)}"


def _sequence(data: Sequence[Plain], indent: int, *, in_order: bool) -> Iterator[str]:
    pad = " " * indent
    for item in data:
        nested = _lines(item, indent + 2, in_order=in_order)
        yield f"{pad}- {next(nested)[indent + 2 :]}"
        yield from nested


def _ordered(data: Mapping[str, Plain]) -> list[str]:
    head = [key for key in HEAD if key in data]
    return head + sorted(key for key in data if key not in HEAD)


def _is_literal(text: str) -> bool:
    return "\n" in text[:-1] and _LITERAL.match(text) is not None and not text.endswith("\n\n")


def _literal(text: str, indent: int) -> Iterator[str]:
    pad = " " * indent
    for line in text[:-1].split("\n"):
        yield pad + line if line else ""


def _inline(value: Plain) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[]"
    return scalar(value)


def scalar(value: Plain) -> str:
    """One scalar on one line.

    Raises:
        ValueError: the value is NaN or infinite.
        TypeError: the value is not plain data.
    """
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    raise TypeError(f"{type(value).__name__} is not plain data")


def _text(value: str) -> str:
    if _SAFE_QUANTITY.match(value) or (_SAFE_TEXT.match(value) and value.lower() not in _RESERVED):
        return value
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))


def _float(value: float) -> str:
    """Shortest text that reads back the same, with a dot and a signed exponent: every reader takes it for a float."""
    if not math.isfinite(value):
        raise ValueError("NaN and infinity have no canonical form")
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent}"
