"""Every rule's page is true: its bad example breaks that rule and no other, its good one breaks none."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from gitune.diagnostics.codes import CODES
from gitune.rules.base import Rule
from gitune.rules.page import page
from gitune.rules.registry import RULES
from support.specs import rule_codes

NAMES = [rule.__name__ for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_page_has_its_parts(rule: type[Rule]) -> None:
    found = page(rule)
    assert found.title.endswith(".")
    assert found.text
    assert rule.code in CODES


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_bad_example_breaks_the_rule(rule: type[Rule]) -> None:
    assert set(rule_codes(**YAML(typ="safe", pure=True).load(page(rule).bad))) == {rule.code}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_good_example_breaks_none(rule: type[Rule]) -> None:
    assert rule_codes(**YAML(typ="safe", pure=True).load(page(rule).good)) == []


def test_registered_once_in_the_order_of_codes() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


def test_a_page_without_examples_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="Bad:"):
        page(int)
