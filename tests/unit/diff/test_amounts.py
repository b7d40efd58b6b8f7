"""Steps, tokens, hours, cost and memory, each computed here by hand once more."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.diff.meaning import meaning
from gitune.diff.resources import resources
from gitune.plan import amounts, estimate
from gitune.plan.model import Plan
from support.locks import compiled, lock_for
from support.specs import made

FACTS = {"splits": {"train": 52002}, "tokens": {"128": 500, "512": 300, "2048": 200}}
MEAN = (500 * 128 + 300 * 512 + 200 * 1024) / 1000
"""Rows of the sample by length; no row has more than the 1,024 tokens of the base spec."""


def locked(facts: Any = FACTS, **changes: Any) -> Plan:
    result = compiled(lock_for(facts, **changes), **changes)
    assert result.plan is not None, result.diagnostics
    return result.plan


def test_nothing_is_made_up_without_a_lock() -> None:
    plan = made()
    assert (amounts.rows(plan), amounts.steps(plan), amounts.tokens(plan), estimate.hours(plan)) == (None,) * 4
    facts = dict(meaning(plan)) | dict(resources(plan, {"h100-80gb": 2.0}))
    assert {facts[name] for name in ("rows", "steps", "tokens", "hours", "cost")} == {"not known without a lock"}


def test_steps_drop_the_rows_that_fill_none() -> None:
    assert amounts.steps(locked()) == 52002 // 32 == 1625
    assert amounts.steps(locked(training={"epochs": 3})) == 3 * 1625
    assert amounts.steps(locked(training={"maxSteps": 100})) == 100
    assert amounts.steps(locked(training={"maxSteps": 9000})) == 1625
    assert amounts.steps(locked(dataset={"split": "train[:50%]"})) == 26001 // 32
    assert amounts.steps(locked(dataset={"packed": True})) is None
    assert amounts.steps(made(training={"maxSteps": 100})) == 100


def test_tokens_are_an_upper_bound_and_stop_at_the_sequence_length() -> None:
    assert amounts.row_tokens(locked()) == MEAN
    assert amounts.tokens(locked()) == round(MEAN * 1625 * 32)
    short = locked(training={"maxSeqLen": 256})
    assert amounts.row_tokens(short) == (500 * 128 + 500 * 256) / 1000
    assert amounts.tokens(locked(dataset={"packed": True}, training={"epochs": 2})) == round(MEAN * 52002 * 2)
    assert amounts.tokens(locked({"splits": {"train": 52002}})) is None
    assert amounts.tokens(locked(FACTS | {"splits": {"train": None}})) is None


def test_hours_and_cost_are_the_documented_formula() -> None:
    plan = locked(resources={"accelerator": "h100-80gb", "gpusPerNode": 4})
    tokens, parameters, flops = round(MEAN * 1625 * 32), 494_032_768, 989e12
    expected = tokens * 6 * parameters / (flops * 0.35 * 4) / 3600
    assert estimate.hours(plan) == pytest.approx(expected)
    assert estimate.cost(plan, {"h100-80gb": 2.5}) == pytest.approx(expected * 2.5 * 4)
    assert estimate.cost(plan, {"a100-80gb": 2.5}) is None


def test_a_slice_has_its_share_of_the_speed_and_no_price() -> None:
    sliced = locked(resources={"accelerator": "h100-80gb", "mig": "3g.40gb"})
    whole = estimate.hours(locked())
    assert whole is not None
    assert estimate.hours(sliced) == pytest.approx(whole / 0.4545)
    assert estimate.cost(sliced, {"h100-80gb": 2.5}) is None
    assert estimate.device_gib(sliced) == 39.5


def test_hours_are_not_known_on_a_cpu_or_in_fp32() -> None:
    assert estimate.hours(locked(resources={"accelerator": "cpu"}, training={"precision": "fp32"})) is None
    assert estimate.hours(locked(training={"precision": "fp32"})) is None


def test_states_in_memory() -> None:
    parameters = 494_032_768
    assert estimate.state_bytes(made()) == parameters * (2 + 2 + 2 * 2)
    assert estimate.state_bytes(made(resources={"accelerator": "h100-80gb", "gpusPerNode": 4})) == parameters * 8 // 4
    assert estimate.state_bytes(made(training={"optimizer": {"kind": "sgd"}})) == parameters * (2 + 2)
    lora = made(method={"kind": "lora"})
    adapter = amounts.trainable(lora.model.entry, lora.method)
    assert estimate.state_bytes(lora) == parameters * 2 + adapter * (2 + 2 + 2 * 2)
    qlora = made(method={"kind": "qlora"})
    embeddings = 151_936 * 896
    assert estimate.state_bytes(qlora) == round((parameters - embeddings) * 0.516) + embeddings * 2 + adapter * 8


def test_the_memory_verdict_says_what_does_not_fit() -> None:
    large = {"model": {"id": "llama3.3-70b-instruct", "secretRef": {"name": "hf", "key": "token"}}}
    one = dict(resources(made(**large), {}))["memory but activations"]
    assert one.endswith("of 79.6 GiB on each device: does not fit")
    assert dict(resources(made(), {}))["memory but activations"].endswith(": fits")
