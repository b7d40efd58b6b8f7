"""What paths and values are called in the names of a grid's runs."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gitune.layers.tokens import short_names, token

NAMED = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["training.learningRate", "method.rank"], ["lr", "r"]),
        (["training.maxSeqLen"], ["msl"]),
        (["method.rank", "training.rate"], ["rank", "rate"]),
        (["training.optimizer.kind", "training.schedule.kind"], ["training-optimizer-kind", "training-schedule-kind"]),
        (["model", "method"], ["model", "method"]),
        (["overrides.model.lora_rank", "training.learningRate"], ["lora-rank", "learningrate"]),
        (["runtime.env.NCCL_DEBUG"], ["nd"]),
        (["overrides.___", "method.rank"], ["overrides", "method-rank"]),
    ],
)
def test_paths_are_told_apart_by_as_little_as_is_needed(paths: list[str], names: list[str]) -> None:
    assert list(short_names(paths).values()) == names


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (8, "r8"),
        (-8, "rm8"),
        (0, "r0"),
        (-0.0, "r0"),
        (0.0, "r0"),
        (1.0, "r1"),
        (100, "r100"),
        (1e-4, "r1e-4"),
        (3.0e-4, "r3e-4"),
        (1.5e-5, "r15e-6"),
        (0.1, "r1e-1"),
        (0.95, "r95e-2"),
        (2.5, "r25e-1"),
        (1_000_000, "r1000000"),
        (10_000_000, "r1e7"),
        (1e22, "r1e22"),
        (10**30, "r1e30"),
        (12 * 10**20, "r12e20"),
        (2**64, "r18446744073709551616"),
        (True, "r"),
        (False, "no-r"),
        (None, "r-none"),
        ("cosine", "cosine"),
        ("hf://tatsu-lab/Alpaca", "hf-tatsu-lab-alpaca"),
        ("e\u0301te\u0301", "e-te"),
        ("日本語", ""),
        ("---", ""),
        ("", ""),
    ],
)
def test_values(value: float | str | None, name: str) -> None:
    assert token(value, "r") == name


@given(*[st.floats(allow_nan=False, allow_infinity=False) | st.integers()] * 2)
@example(1, 1.0)
@example(10**22, 1e22)
@example(0.1, 0.10000000000000002)
def test_numbers_are_called_alike_where_they_are_equal_and_only_there(one: float, other: float) -> None:
    assert NAMED.fullmatch(token(one, "r"))
    equal = Decimal(repr(one)) == Decimal(repr(other))
    assert (token(one, "r") == token(other, "r")) is equal


@given(st.text())
def test_texts_leave_nothing_that_a_name_cannot_hold(text: str) -> None:
    assert token(text) == "" or NAMED.fullmatch(token(text))
