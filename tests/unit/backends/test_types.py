from __future__ import annotations

import pytest

from gitune.backends.torchtune.types import mismatch
from support.specs import catalog

FITS = [
    (1, "int"),
    (1, "float"),
    (1.5, "float"),
    (True, "bool"),
    (None, "int | None"),
    ("a", "str | dict[str, str]"),
    (["a"], "list[str]"),
    ([0.9, 0.95], "tuple[float | torch.Tensor, float | torch.Tensor]"),
    ("q_proj", "Literal['q_proj', 'k_proj']"),
    ({"a": 1}, "dict[str, Any] | None"),
    (object(), "torch.dtype"),
    (3, None),
    ([], "list"),
]
MISSES = [
    (True, "int", "a whole number"),
    (1.5, "int", "a whole number"),
    ("1", "int | None", "a whole number or null"),
    (1, "bool", "true or false"),
    (1, "str", "text"),
    ([1], "list[str]", "a list"),
    ([0.9], "tuple[float, float]", "a list"),
    ("x", "Literal['q', 'k']", "one of 'q', 'k'"),
    ("x", "dict[str, tuple[str, str]] | None", "a mapping or null"),
]


@pytest.mark.parametrize(("value", "declared"), FITS)
def test_fits(value: object, declared: str | None) -> None:
    assert mismatch(value, declared) is None


@pytest.mark.parametrize(("value", "declared", "wanted"), MISSES)
def test_misses(value: object, declared: str, wanted: str) -> None:
    assert mismatch(value, declared) == wanted


def test_every_default_of_the_dump_fits_its_own_type() -> None:
    odd = [
        (path, name)
        for path, signature in catalog().torchtune.components.items()
        for name, parameter in signature.items()
        if parameter.default is not None and mismatch(parameter.default, parameter.type)
    ]
    assert odd == []
