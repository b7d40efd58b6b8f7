"""The cluster's policy: its CEL evaluated on what is rendered, and on what it has to refuse."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from cel_expr_python import cel

from gitops_repo.test_rendered import ENVIRONMENTS, REPOSITORY, RUNS, build_all

FLUX = "system:serviceaccount:fine-tunes:fine-tunes"
JOBS = [m for folder in RUNS for m in build_all(folder) if m["kind"] == "TrainJob"]
PLATFORM = build_all(REPOSITORY / "platform")
POLICY = next(m for m in PLATFORM if m["kind"] == "ValidatingAdmissionPolicy")


def evaluated(expression: str, names: dict[str, Any]) -> Any:
    environment = cel.NewEnv(variables=dict.fromkeys(names, cel.Type.DYN))
    return environment.compile(expression).eval(data=names).plain_value()


def refusals(job: dict[str, Any], user: str = FLUX) -> list[str]:
    """The messages that the API server would give."""
    names = {"object": job, "request": {"userInfo": {"username": user}}, "variables": {}}
    for variable in POLICY["spec"]["variables"]:
        names["variables"][variable["name"]] = evaluated(variable["expression"], names)
    return [
        rule.get("message") or evaluated(rule["messageExpression"], names)
        for rule in POLICY["spec"]["validations"]
        if not evaluated(rule["expression"], names)
    ]


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    job = copy.deepcopy(JOBS[0])
    change(job)
    return job


def test_what_is_rendered_is_admitted() -> None:
    assert len(JOBS) == 2 * len(ENVIRONMENTS)
    assert [refusals(job) for job in JOBS] == [[]] * len(JOBS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda job: job["metadata"]["labels"].pop("gitune.dev/run"), "not rendered by gitune"),
        (lambda job: job["metadata"].pop("labels"), "not rendered by gitune"),
        (lambda job: job["spec"]["trainer"].update(numNodes=5), "wants 5"),
        (lambda job: job["spec"]["trainer"]["resourcesPerNode"]["limits"].update({"nvidia.com/gpu": "8"}), "wants 8"),
        (lambda job: job["spec"]["trainer"]["resourcesPerNode"]["limits"].update({"nvidia.com/gpu": 6}), "wants 6"),
    ],
)
def test_what_breaks_it_is_refused_with_a_reason(change: Callable[[dict[str, Any]], object], said: str) -> None:
    (message,) = refusals(changed(change))
    assert said in message


def test_a_job_by_hand_is_refused() -> None:
    (message,) = refusals(JOBS[0], "kubernetes-admin")
    assert "comes from Git" in message


def test_a_job_without_a_trainer_is_judged_too() -> None:
    assert refusals(changed(lambda job: job["spec"].pop("trainer"))) == []


def test_policy_and_quotas_cover_every_team() -> None:
    binding = next(m for m in PLATFORM if m["kind"] == "ValidatingAdmissionPolicyBinding")
    assert binding["spec"]["policyName"] == POLICY["metadata"]["name"]
    (selected,) = binding["spec"]["matchResources"]["namespaceSelector"]["matchExpressions"]
    limited = {m["metadata"]["namespace"] for m in PLATFORM if m["kind"] == "ResourceQuota"}
    teams = {m["metadata"]["name"] for m in PLATFORM if m["kind"] == "Namespace" and m["metadata"].get("labels")}
    assert set(selected["values"]) == limited == teams == {job["metadata"]["namespace"] for job in JOBS}
