"""CEL text: literals and comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from gitune.policy.globs import any_of
from gitune.policy.kinds import Kind, quantity_text
from gitune.policy.policy import Bounds, Choice, Value

_WILD = frozenset("*?")


def literal(value: Value) -> str:
    """A value as CEL writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return text(quantity_text(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return text(value) if isinstance(value, str) else str(value)


def text(value: str) -> str:
    """A string in single quotes, which YAML leaves alone."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "'"


def listed(values: Iterable[Value]) -> str:
    """A list of literals."""
    return "[" + ", ".join(map(literal, values)) + "]"


def any_of_these(conditions: Iterable[str]) -> str:
    """At least one holds."""
    return " || ".join(conditions)


def within(bounds: Bounds, value: str, kind: Kind) -> str:
    """Whether a value keeps its bounds."""
    tests = []
    for sign, bound in ((">=", bounds.low), ("<=", bounds.high)):
        if bound is not None and kind == "quantity":
            tests.append(f"{compared(value, bound)} {sign} 0")
        elif bound is not None:
            tests.append(f"{value} {sign} {literal(bound)}")
    return " && ".join(tests)


def chosen(choice: Choice, value: str, kind: Kind) -> str:
    """Whether a value is one of the written ones."""
    if kind == "quantity":
        return "(" + any_of_these(f"{compared(value, each)} == 0" for each in choice.written) + ")"
    if any(_WILD & set(str(each)) for each in choice.written) and kind == "text":
        return f"{value}.matches({text(pattern(str(each) for each in choice.written))})"
    return f"{value} in {listed(choice.written)}"


def pattern(globs: Iterable[str]) -> str:
    """Patterns as one regular expression of RE2, for the whole of a text."""
    return f"(?s)^(?:{any_of(globs)})$"


def compared(value: str, bound: Value) -> str:
    """Two quantities, as Kubernetes' own library compares them."""
    return f"quantity({value}).compareTo(quantity({literal(bound)}))"
