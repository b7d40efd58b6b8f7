"""What follows from a failure."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.local.policy import JobFailure, PodAction, backoff, on_pod_failure, restarts_jobset

FAIL_ON_15: dict[str, Any] = {
    "action": "FailJob",
    "onExitCodes": {"containerName": "node", "operator": "In", "values": [15]},
}
DISRUPTED = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}
IGNORE_REST = {"action": "Ignore", "onExitCodes": {"operator": "NotIn", "values": [1]}}


@pytest.mark.parametrize(
    ("rules", "code", "action"),
    [
        ([DISRUPTED, FAIL_ON_15], 15, PodAction.FAIL_JOB),
        ([DISRUPTED, FAIL_ON_15], 30, PodAction.COUNT),
        ([FAIL_ON_15, IGNORE_REST], 15, PodAction.FAIL_JOB),
        ([FAIL_ON_15, IGNORE_REST], 30, PodAction.IGNORE),
        ([FAIL_ON_15, IGNORE_REST], 1, PodAction.COUNT),
        ([], 15, PodAction.COUNT),
    ],
)
def test_the_first_rule_that_matches_a_pod(rules: list[Any], code: int, action: PodAction) -> None:
    assert on_pod_failure(rules, "node", code) is action


def test_a_rule_for_another_container_does_not_match() -> None:
    assert on_pod_failure([FAIL_ON_15], "model-initializer", 15) is PodAction.COUNT


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, (False, True)),
        ({"onJobFailureReasons": ["PodFailurePolicy"]}, (False, True)),
        ({"onJobFailureReasons": ["BackoffLimitExceeded"]}, (True, True)),
        ({"targetReplicatedJobs": ["node"]}, (False, True)),
        ({"targetReplicatedJobs": ["other"]}, (True, True)),
        ({"onJobFailureMessagePatterns": ["exit code 1[0-9]"]}, (False, True)),
        ({"onJobFailureMessagePatterns": ["exit code 2"]}, (True, True)),
        ({"action": "RestartJobSetAndIgnoreMaxRestarts"}, (True, False)),
    ],
)
def test_rules_of_a_jobset(rule: dict[str, Any], expected: tuple[bool, bool]) -> None:
    rules = [{"name": "r", "action": "FailJobSet", **rule}]
    assert restarts_jobset(rules, "node", JobFailure.POD_FAILURE_POLICY, "failed with exit code 15") == expected


def test_pauses_double_up_to_a_minute() -> None:
    assert [backoff(1.0, n) for n in (0, 1, 2, 10)] == [1.0, 2.0, 4.0, 60.0]
