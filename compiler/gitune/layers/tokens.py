"""What the values of a grid are called in the names of its runs: `training.learningRate: 0.0003` is `lr3e-4`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from gitune.source.node import Data

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
_ODD = re.compile(r"[^a-z0-9]+")
_ZEROS = 6
"""More zeros at the end of a number are counted, not written."""


def short_names(paths: Iterable[str]) -> dict[str, str]:
    """A short name for each path: the initials of its last step, or more of it where two would be the same."""
    paths = tuple(paths)
    for shorten in (_initials, _last, _slug):
        names = {path: shorten(path) for path in paths}
        if all(names.values()) and len(set(names.values())) == len(names):
            break
    return names


def token(value: Data, name: str = "") -> str:
    """What stands for a value in a run's name. Words speak for themselves, numbers need to say of what.

    Empty where the value has nothing that a name may hold.
    """
    if isinstance(value, bool):
        return name if value else f"no-{name}"
    if isinstance(value, int | float):
        return f"{name}{_number(value)}"
    return f"{name}-none" if value is None else _slug(str(value))


def _number(value: float) -> str:
    """Digits, with a power of ten for a fraction or many zeros: names have no dots. Equal numbers are called alike."""
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text, power = "".join(map(str, digits)).lstrip("0"), int(exponent)
    if not text:
        return "0"
    number = text.rstrip("0")
    power += len(text) - len(number)
    if 0 <= power <= _ZEROS:
        number, power = number + "0" * power, 0
    return f"{'m' if sign else ''}{number}{f'e{power}' if power else ''}"


def _initials(path: str) -> str:
    return "".join(word[0] for word in _WORD.findall(path.rpartition(".")[2])).lower()


def _last(path: str) -> str:
    return _slug(path.rpartition(".")[2])


def _slug(text: str) -> str:
    return _ODD.sub("-", text.lower()).strip("-")
