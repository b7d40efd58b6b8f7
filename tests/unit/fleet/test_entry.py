"""What is kept of an outcome, there and back."""

from __future__ import annotations

import pytest

from gitune.diagnostics.model import Diagnostic, Related, Severity, Span
from gitune.fleet.entry import Entry, KeptPart, decoded, encoded
from gitune.fleet.model import Claim, Facts

SPAN = Span("ä/finetune.yaml", 1, 2, 3, 4)
CLAIM = Claim("c", True, "9Gi", None, ("ReadWriteOnce",), 1, SPAN)
ENTRY = Entry(
    (
        KeptPart(
            0, "finetune.yaml", ("said",), Facts("a", "b", SPAN, CLAIM), False, {"a/b/gitune-manifest.json": "0" * 64}
        ),
        KeptPart(1, "finetune.yaml", (), Facts("a", "b", SPAN, None), True, {}),
        KeptPart(1, "finetune.yaml", (), None, False, {}),
    ),
    (
        Diagnostic("GT402", Severity.WARNING, "\u2028 and \n", SPAN, (Related(SPAN, "there"),), "hint"),
        Diagnostic("GT001", Severity.ERROR, "no place"),
    ),
    {"bases/a.yaml": ("bases/a.yaml", "1" * 64), "bases/b.yaml": ("../b.yaml", None)},
)


def test_there_and_back() -> None:
    data = encoded(ENTRY)
    assert b"\n" not in data
    found = decoded(data)
    assert found == ENTRY
    assert found is not None
    assert all(isinstance(each, Diagnostic) and isinstance(each.severity, Severity) for each in found.diagnostics)


@pytest.mark.parametrize(
    "data", [b"", b"[", b"{}", b"[]", b"[1,2,3]", b"[[1],[],{}]", b"[[],[[1]],{}]", b"[[],[],[]]", b"null"]
)
def test_anything_else_is_none(data: bytes) -> None:
    assert decoded(data) is None
