"""How to mend a value of the wrong type or form."""

from __future__ import annotations

import re
from typing import Any

from gitune.diagnostics.nearest import did_you_mean
from gitune.source.scalars import kind_of_plain
from gitune.spec.foreign import foreign_value_hint
from gitune.spec.shape import DURATION, Kind, Shape

_SWITCHES = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
_GROUPED = re.compile(r"[0-9]{1,3}([_, ][0-9]{3})+")
_BYTES = re.compile(r"([0-9.]+) *([KMGTPkmgtp])(i?)[Bb]?")

_FORMS = {
    "not a quantity": "write a number with one of k, M, G, T, P, Ki, Mi, Gi, Ti, Pi or none, such as `16Gi`",
    "not a positive quantity": "it must be more than zero",
    "finer than one thousandth": "write whole thousandths, such as `500m`",
    "not a duration": "write a whole number and one of s, m, h, d, such as `12h`",
}


def hint_for_value(shape: Shape, value: Any) -> str | None:
    """How to write what was probably meant."""
    kinds = {branch.kind for branch in shape.branches()}
    if shape.discriminator is not None:
        is_tag = isinstance(value, str) and value in shape.tags()
        return f"write {{{shape.discriminator}: {value}}}" if is_tag else None
    choices = [str(choice) for branch in shape.branches() for choice in branch.values]
    if isinstance(value, str):
        return _for_text(value, kinds, choices)
    if isinstance(value, bool | int | float):
        return _for_number(value, shape, kinds)
    if isinstance(value, list) and len(value) == 1 and "list" not in kinds:
        return "write the value without the list"
    return None


def hint_for_form(error: str, text: str) -> str | None:
    """What the form is that a text does not have; `error` is what our own validator said."""
    size = _BYTES.fullmatch(text)
    if error == "not a quantity" and size:
        number, unit, binary = size[1], size[2].upper(), size[3]
        powers = f"`{number}{unit}i`" if binary else f"`{number}{unit}i` (powers of 1024) or `{number}{unit}`"
        return f"write {powers.replace('K`', 'k`')}"
    return _FORMS.get(error)


def _for_number(value: float, shape: Shape, kinds: set[Kind]) -> str | None:
    forms = {branch.form for branch in shape.branches() if branch.kind == "text"}
    if None in forms:
        return f'put it in quotes: "{str(value).lower()}"'
    if isinstance(value, bool):
        return None
    if DURATION in forms and isinstance(value, int):
        return f"write {value}s if seconds are meant"
    if "boolean" in kinds and value in {0, 1}:
        return f"write {str(bool(value)).lower()}"
    return f"write {int(value)}" if "integer" in kinds and float(value).is_integer() else None


def _for_text(text: str, kinds: set[Kind], choices: list[str]) -> str | None:
    if kinds & {"integer", "number"}:
        if kind_of_plain(text) == "a number":
            return f"drop the quotes: {text}"
        if _GROUPED.fullmatch(text):
            return f"write {re.sub('[_, ]', '', text)}"
    if "boolean" in kinds and text.lower() in _SWITCHES:
        return f"write {_SWITCHES[text.lower()]}"
    if kinds == {"list"}:
        return f"write [{text}]"
    return foreign_value_hint(text) or did_you_mean(text, choices) if choices else None
