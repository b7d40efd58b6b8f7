"""What the compiler knows of a run, and how docs/policy.md lists it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.plan import estimate
from gitune.plan.model import Plan
from gitune.policy.facts import FACTS
from support.locks import compiled, lock_for
from support.specs import made

DOCS = Path(__file__).parents[3] / "docs" / "policy.md"
ROWS = {"splits": {"train": 52002}, "tokens": {"1024": 1000}}


def locked(**changes: object) -> Plan:
    plan = compiled(lock_for(ROWS, **changes), **changes).plan
    assert plan is not None
    return plan


def read(plan: Plan, name: str) -> object:
    return FACTS[name].read(plan)


def test_without_a_lock_little_is_known() -> None:
    plan = made()
    unknown = {name for name, fact in FACTS.items() if fact.read(plan) is None}
    assert unknown == {name for name, fact in FACTS.items() if fact.unknown}
    assert read(plan, "licence") == "apache-2.0"
    assert read(plan, "locked") is False


def test_hours_are_those_of_diff() -> None:
    plan = locked(resources={"accelerator": "h100-80gb", "gpusPerNode": 2})
    hours = estimate.hours(plan)
    assert hours is not None
    assert (read(plan, "hours"), read(plan, "gpuHours"), read(plan, "gpus")) == (hours, 2 * hours, 2)


def test_a_lock_pins() -> None:
    assert read(locked(), "locked") is True
    assert read(locked(), "imagesPinned") is True


@pytest.mark.parametrize(("scope", "number"), [("cluster", 2), ("existing", 1)])
def test_an_installed_runtime_has_its_own_initializers(scope: str, number: int) -> None:
    plan = made(runtime={"scope": scope, **({"name": "ours"} if scope == "existing" else {})})
    images = read(plan, "images")
    assert isinstance(images, tuple)
    assert len(images) == number


def test_the_guide_lists_every_fact_as_the_table_says() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for name, fact in FACTS.items():
        assert f"| `plan.{name}` | {fact.summary} |" in text, name
