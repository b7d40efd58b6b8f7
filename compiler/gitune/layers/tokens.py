"""What the values of a grid are called in the names of its runs: `training.learningRate: 0.0003` is `lr3e-4`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from gitune.source.node import Data

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
_ODD = re.compile(r"[^a-z0-9]+")


def short_names(paths: Iterable[str]) -> dict[str, str]:
    """A short name for each path: the initials of its last step, or more of it where two would be the same."""
    paths = tuple(paths)
    for shorten in (_initials, _last, _slug):
        names = {path: shorten(path) for path in paths}
        if len(set(names.values())) == len(names):
            break
    return names


def token(value: Data, name: str = "") -> str:
    """What stands for a value in a run's name. Words speak for themselves, numbers need to say of what."""
    if isinstance(value, bool):
        return name if value else f"no-{name}"
    if isinstance(value, int | float):
        return f"{name}{_number(value)}"
    return f"{name}-none" if value is None else _slug(str(value))


def _number(value: float) -> str:
    """Digits, with a power of ten where there is a fraction: names have no dots."""
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    number = int("".join(map(str, digits)))
    power = int(exponent)
    while power < 0 and number % 10 == 0 and number:
        number, power = number // 10, power + 1
    minus = "m" if sign else ""
    return f"{minus}{number}e{power}" if power < 0 else f"{minus}{number * 10**power}"


def _initials(path: str) -> str:
    return "".join(word[0] for word in _WORD.findall(path.rpartition(".")[2])).lower()


def _last(path: str) -> str:
    return _slug(path.rpartition(".")[2])


def _slug(text: str) -> str:
    return _ODD.sub("-", text.lower()).strip("-")
