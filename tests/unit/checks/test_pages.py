"""Every check's page is true: its bad example gives that finding and no other, its good one gives none."""

from __future__ import annotations

from typing import Any

import pytest
from ruamel.yaml import YAML

from gitune.checks.base import Check
from gitune.checks.registry import CHECKS
from gitune.diagnostics.codes import CODES
from gitune.rules.page import page
from support.locks import codes, compiled, lock_for

NAMES = [check.__name__ for check in CHECKS]


def found(example: str) -> set[str]:
    parts: dict[str, Any] = YAML(typ="safe").load(example)
    spec = parts.get("spec", {})
    return codes(compiled(lock_for(parts["lock"], **spec), **spec))


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_page_has_its_parts(check: type[Check]) -> None:
    assert page(check).title.endswith(".")
    assert page(check).text
    assert check.code in CODES


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_bad_example_gives_the_finding(check: type[Check]) -> None:
    assert found(page(check).bad) == {check.code}


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_good_example_gives_none(check: type[Check]) -> None:
    assert found(page(check).good) == set()


def test_registered_once_in_the_order_of_codes() -> None:
    listed = [check.code for check in CHECKS]
    assert listed == sorted(set(listed))
