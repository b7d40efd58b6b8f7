"""Plain scalars against the core schema of YAML 1.2.2, section 10.3.2."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitune.source.limits import MAX_INTEGER
from gitune.source.scalars import Scalar, UnusableError, kind_of_plain, resolve_plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e5", 1e5),
        ("3e-4", 3e-4),
        ("2E+3", 2000.0),
        (str(MAX_INTEGER), MAX_INTEGER),
        (str(-MAX_INTEGER - 1), -MAX_INTEGER - 1),
    ],
)
def test_value(text: str, value: Scalar) -> None:
    resolved = resolve_plain(text)
    assert resolved == value
    assert type(resolved) is type(value)


WORDS = "no yes on off y nULL tRue e5 1e nan inf Infinity .Nan << = + - . --1".split()  # noqa: SIM905
NEARLY_NUMBERS = "1:30 2024-01-01 1_000 1,000 1.2.3 0b1 -0x1 0o8 0x".split()  # noqa: SIM905


@pytest.mark.parametrize("text", [*WORDS, *NEARLY_NUMBERS])
def test_text(text: str) -> None:
    assert resolve_plain(text) == text
    assert kind_of_plain(text) == "text"


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "-.inf", "+.Inf", "1e999", "-1e999"])
def test_no_finite_number(text: str) -> None:
    with pytest.raises(UnusableError) as caught:
        resolve_plain(text)
    assert caught.value.code == "GT010"


@pytest.mark.parametrize("text", [str(MAX_INTEGER + 1), str(-MAX_INTEGER - 2), "9" * 5000, "0x" + "f" * 5000])
def test_beyond_64_bits(text: str) -> None:
    with pytest.raises(UnusableError) as caught:
        resolve_plain(text)
    assert caught.value.code == "GT015"


@given(st.integers(-MAX_INTEGER - 1, MAX_INTEGER))
def test_every_integer_comes_back(number: int) -> None:
    assert resolve_plain(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_comes_back(number: float) -> None:
    resolved = resolve_plain(repr(number))
    assert isinstance(resolved, float)
    assert math.copysign(1, resolved) == math.copysign(1, number)
    assert resolved == number


@pytest.mark.parametrize(
    ("text", "kind"), [("1", "a number"), (".nan", "a number"), ("true", "true or false"), ("~", "null"), ("a", "text")]
)
def test_kind(text: str, kind: str) -> None:
    assert kind_of_plain(text) == kind
