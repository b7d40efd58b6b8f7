"""Kubernetes quantities and durations, in one canonical form each, so that equal meaning is equal bytes."""

from __future__ import annotations

import re
from decimal import Decimal

_QUANTITY = re.compile(r"^(?P<number>[0-9]{1,19}(?:\.[0-9]{1,9})?)(?P<suffix>m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$")
_BINARY = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50}
_DECIMAL = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15}
_MAX = (1 << 63) - 1
_DURATION = re.compile(r"^(?P<number>[1-9][0-9]{0,8})(?P<unit>[smhd])$")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def quantity_value(text: str) -> Decimal:
    """The number that a quantity stands for (bytes, cores, devices).

    Raises:
        ValueError: the text is not a quantity of https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity.
    """
    match = _QUANTITY.match(text)
    if match is None:
        raise ValueError("not a quantity")
    number, suffix = Decimal(match["number"]), match["suffix"]
    if suffix is None:
        return number
    if suffix == "m":
        return number / 1000
    return number * (_BINARY.get(suffix) or _DECIMAL[suffix])


def canonical_quantity(text: str) -> str:
    """The form that Kubernetes itself writes back: largest suffix of the same kind without a fraction.

    Raises:
        ValueError: the text is not a quantity, is zero, or is more than 64 bits hold.
    """
    value = quantity_value(text)
    if value <= 0:
        raise ValueError("not a positive quantity")
    if value > _MAX:
        raise ValueError("more than Kubernetes can count")
    if value != value.to_integral_value():
        milli = value * 1000
        if milli != milli.to_integral_value():
            raise ValueError("finer than one thousandth")
        return f"{int(milli)}m"
    whole = int(value)
    units = _BINARY if text.endswith("i") else _DECIMAL
    for suffix, factor in reversed(units.items()):
        if whole % factor == 0:
            return f"{whole // factor}{suffix}"
    return str(whole)


def duration_seconds(text: str) -> str:
    """Checks a duration such as `12h` and keeps its text.

    Raises:
        ValueError: the text is not a whole number of s, m, h or d.
    """
    parse_duration(text)
    return text


def parse_duration(text: str) -> int:
    """A duration in whole seconds.

    Raises:
        ValueError: the text is not a whole number of s, m, h or d.
    """
    match = _DURATION.match(text)
    if match is None:
        raise ValueError("not a duration")
    return int(match["number"]) * _SECONDS[match["unit"]]
