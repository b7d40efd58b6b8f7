from __future__ import annotations

import pickle

import pytest

from gitune.policy.read import read_policy
from policy.asking import POLICY, asked, policy_of
from policy.corpus import RULES, policy

HEAD = "apiVersion: gitune.dev/v1alpha1\nkind: Policy\nmetadata: {name: limits, owner: me}\n"


@pytest.mark.parametrize("rule", RULES)
def test_a_policy_travels_between_processes(rule: str) -> None:
    made = policy(rule)
    again = pickle.loads(pickle.dumps(made))
    assert asked([again], "").diagnostics == asked([made], "").diagnostics


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"- a", b"a: [", b"apiVersion: 1", b"rules: 7", HEAD.encode() + b"rules: 7"]
)
def test_bytes_that_are_no_policy_are_diagnostics(data: bytes) -> None:
    found = read_policy(data, POLICY)
    assert found.policy is None
    assert found.diagnostics


def test_what_reading_refused_makes_no_policy() -> None:
    rules = "rules:\n- {id: a, message: No., path: training.epochs, max: 5, max: 6}\n"
    found = read_policy((HEAD + rules).encode(), POLICY)
    assert found.policy is None
    assert [diagnostic.code for diagnostic in found.diagnostics] == ["GT005"]


def test_a_message_is_one_line() -> None:
    made = policy_of(HEAD + "rules:\n- id: a\n  message: |\n    Two\n    lines.\n  path: training.epochs\n  max: 5\n")
    assert made.rules[0].message == "Two lines."
