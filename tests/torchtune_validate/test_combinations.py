"""Whatever the compiler accepts, the real torchtune accepts; whatever it refuses carries a finding."""

from __future__ import annotations

from collections import Counter

import pytest

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Severity
from support.specs import configured
from torchtune_validate.matrix import combinations
from torchtune_validate.oracle import refusal

pytestmark = pytest.mark.torch

EXPECTED_REFUSALS = {"GT301", "GT305", "GT306"}
"""No output projection of its own, no system prompt in the template, an 8-bit optimizer on several processes."""


def test_every_accepted_combination_passes_the_real_validation() -> None:
    accepted, refused = 0, Counter[str]()
    for changes in combinations():
        result = configured(**changes)
        errors = [f.code for f in result.findings if severity_of(f.code) is Severity.ERROR]
        assert (result.config is None) == bool(errors)
        if result.config is None:
            refused.update(set(errors))
            continue
        accepted += 1
        said = refusal(result.config.config)
        assert said is None, (changes, said)
    print(f"\n{accepted} accepted, refused: {dict(refused)}")
    assert accepted > 2000
    assert set(refused) == EXPECTED_REFUSALS
