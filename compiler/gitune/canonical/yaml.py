"""Canonical YAML: the same plain data gives the same bytes, and YAML 1.1 and 1.2 readers agree on them.

kubectl and Flux read YAML 1.1 (`no`, `1:30` and `017` are not text there), torchtune reads OmegaConf's mixture,
editors read 1.2. So text is written plain only where no reader could take it for something else, and as a JSON string
otherwise.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

Plain = object
"""Mappings with text keys, sequences, text, int, float, bool and None; nothing else."""

HEAD = ("apiVersion", "kind", "metadata", "name", "namespace", "spec")
"""Keys that stand first in a Kubernetes object, in this order; the others follow sorted."""

_SCALARS = (str, bool, int, float)
_HEAD_RANK = {key: rank for rank, key in enumerate(HEAD)}
_WORD = r"[A-Za-z0-9_./@+-]+(?::[A-Za-z0-9_./@+-]+)*"
_SAFE_TEXT = re.compile(rf"[A-Za-z_/](?:[A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*)(?: {_WORD})*\Z")
_SAFE_QUANTITY = re.compile(r"[0-9]+(?:Ki|Mi|Gi|Ti|Pi)\Z")
_RESERVED = frozenset(["true", "false", "yes", "no", "on", "off", "y", "n", "null"])
_LITERAL = re.compile(r"(?:[^\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]"
                      r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*)\n\Z")  # fmt: skip
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def dump_sorted(data: Plain) -> str:
    """A Kubernetes object: `HEAD` first, the other keys sorted."""
    return _dump(data, _sorted_keys)


def dump_ordered(data: Plain) -> str:
    """A file that people read top to bottom: keys in the order of the data."""
    return _dump(data, list)


_Order = Callable[[Mapping[str, Plain]], Iterable[str]]


def _sorted_keys(data: Mapping[str, Plain]) -> tuple[str, ...]:
    return _sorted(tuple(data))


@lru_cache(maxsize=4096)
def _sorted(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Objects of one kind have the same keys: they are sorted once."""
    return tuple(sorted(keys, key=_rank))


def _rank(key: str) -> tuple[int, str]:
    return (_HEAD_RANK.get(key, len(HEAD)), key)


def _dump(data: Plain, order: _Order) -> str:
    out: list[str] = []
    _write(data, "", "", order, out)
    out.append("")
    return "\n".join(out)


def _write(data: Plain, lead: str, pad: str, order: _Order, out: list[str]) -> None:
    """Appends the lines of a value. `lead` opens the first line, such as `- `; `pad` indents the others."""
    if not data or isinstance(data, _SCALARS):
        out.append(lead + _inline(data))
    elif isinstance(data, list | tuple):
        _sequence(data, lead, pad, order, out)
    elif isinstance(data, dict | Mapping):
        _mapping(data, lead, pad, order, out)
    else:
        out.append(lead + scalar(data))


def _mapping(data: Mapping[str, Plain], lead: str, pad: str, order: _Order, out: list[str]) -> None:
    deeper = pad + "  "
    for key in order(data):
        value = data[key]
        head = f"{lead}{_text(key)}:"
        lead = pad
        if not isinstance(value, str):
            if not value or isinstance(value, _SCALARS):
                out.append(f"{head} {_inline(value)}")
            else:
                out.append(head)
                inner = pad if isinstance(value, list | tuple) else deeper
                _write(value, inner, inner, order, out)
        elif "\n" in value and _is_literal(value):
            out.append(f"{head} |")
            out += [deeper + line if line else "" for line in value[:-1].split("\n")]
        else:
            out.append(f"{head} {_text(value)}")


def _sequence(data: Sequence[Plain], lead: str, pad: str, order: _Order, out: list[str]) -> None:
    deeper = pad + "  "
    for item in data:
        _write(item, f"{lead}- ", deeper, order, out)
        lead = pad


def _is_literal(text: str) -> bool:
    return "\n" in text[:-1] and _LITERAL.match(text) is not None and not text.endswith("\n\n")


def _inline(value: Plain) -> str:
    if value is None or isinstance(value, _SCALARS):
        return scalar(value)
    if isinstance(value, list | tuple):
        return "[]"
    return "{}" if isinstance(value, Mapping) else scalar(value)


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


@lru_cache(maxsize=4096)
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
