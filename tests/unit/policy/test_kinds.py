from __future__ import annotations

from decimal import Decimal

import pytest

from gitune.policy.kinds import Kind, compared, quantity_text, shown


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("quantity", "1Gi", Decimal(1 << 30)),
        ("quantity", 8, Decimal(8)),
        ("quantity", "8 GB", None),
        ("quantity", True, None),
        ("duration", "2h", 7200),
        ("duration", 2, None),
        ("number", 2.5, 2.5),
        ("number", True, None),
        ("number", "2", None),
        ("boolean", True, True),
        ("boolean", "true", None),
        ("text", "a", "a"),
        ("text", 1, None),
        ("anything", 1, 1),
        ("anything", None, None),
    ],
)
def test_compared(kind: Kind, value: object, found: object) -> None:
    assert compared(kind, value) == found


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("quantity", Decimal(102400 << 20), "`100Gi`"),
        ("quantity", Decimal("0.5"), "`500m`"),
        ("duration", 90000, "`25h`"),
        ("duration", 61, "`61s`"),
        ("number", 494032768, "`494,032,768`"),
        ("number", 1747.523, "`1,747.52`"),
        ("number", 0.0003, "`0.0003`"),
        ("number", 9999, "`9999`"),
        ("boolean", False, "`false`"),
        ("text", "hf_" + "Ab3dEf6hIj9kLm2n", "`hf_…redacted`"),
    ],
)
def test_shown(kind: Kind, value: object, text: str) -> None:
    assert shown(kind, value) == text


@pytest.mark.parametrize("text", ["1Gi", "1500M", "7", "1Ti", "250m", "3Pi"])
def test_quantities_keep_their_meaning(text: str) -> None:
    value = compared("quantity", text)
    assert isinstance(value, Decimal)
    assert compared("quantity", quantity_text(value)) == value
