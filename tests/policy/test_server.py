"""The rules' CEL in Kubernetes' own engine. The server of the tests knows no ValidatingAdmissionPolicy (its core is
1.20), but its CRD server is 1.36: each rule is a validation of a kind that holds the object.
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from gitune.policy.admission.objects import variables_of
from gitune.policy.admission.pods import On
from gitune.policy.admission.rules import Cluster, said_of
from policy import cluster
from policy.asking import catalog
from policy.corpus import RULES, RUNS, policy
from policy.mirror import GROUP, PLURAL, asking, definition
from policy.test_parity import can_judge, compiled, refused_by_compiler
from support.apiserver import server
from support.kubeapi import JSON, Answer, Api

KINDS: dict[On, tuple[str, ...]] = {
    "claims": ("PersistentVolumeClaim",),
    "runtimes": ("ClusterTrainingRuntime", "TrainingRuntime"),
    "trainjobs": ("TrainJob",),
}
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Api]:
    """The CRD server itself: the one in front of it is too old to know validations."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "apiserver"
    with server(shared):
        port = re.search(r"https://([0-9.]+):([0-9]+)", (shared / "kubeconfig.crd").read_text())
        assert port is not None
        client = Api(port[1], int(port[2]), shared / "pki")
        yield client
        client.close()


@pytest.fixture(scope="module", params=KINDS)
def on(request: pytest.FixtureRequest, api: Api) -> Iterator[On]:
    """A kind of objects with its definition on the server."""
    made: On = request.param
    group = f"{PLURAL}.{made}.{GROUP}"
    defined = definition(made, expressions(made), variables_of(made, catalog()), samples(made))
    answer = api.request("POST", DEFINITIONS, {}, defined, JSON)
    assert answer.ok, answer.message[:4000]
    _wait(api, made)
    yield made
    api.request("DELETE", f"{DEFINITIONS}/{group}")


def _wait(api: Api, on: On) -> None:
    """Until the server serves the kind."""
    for _ in range(200):
        if api.request("GET", f"/apis/{on}.{GROUP}/v1/{PLURAL}").ok:
            return
        time.sleep(0.1)
    pytest.fail("the server does not serve the kind")


@cache
def expressions(on: On) -> dict[str, str]:
    said = (each for rule in RULES for each in said_of(*_only(rule), Cluster()) if each.on == on)
    return {each.rule.id: each.expression for each in said}


def _only(rule: str) -> tuple[Any, Any]:
    made = policy(rule)
    return made, made.rules[0]


@cache
def objects_of(name: str, on: On) -> list[dict[str, Any]]:
    found = [each for each in cluster.objects(compiled(name)[3]) if each["kind"] in KINDS[on]]
    return [slim(each) for each in found]


def slim(value: Mapping[str, Any]) -> dict[str, Any]:
    """Without long texts and long lists, about which no rule is."""
    made = copy.deepcopy(dict(value))
    made["metadata"].pop("annotations", None)
    for part in made["spec"].get("initializer", {}).values():
        part.pop("env", None)
    for job in made["spec"].get("template", {}).get("spec", {}).get("replicatedJobs", []):
        job["template"]["spec"].pop("podFailurePolicy", None)
    return made


def samples(on: On) -> list[dict[str, Any]]:
    """All objects, and one with what rules look for and none of them has."""
    found = [each for name in RUNS for each in objects_of(name, on)]
    more = copy.deepcopy(found[0])
    if on == "runtimes":
        pod = more["spec"]["template"]["spec"]["replicatedJobs"][0]["template"]["spec"]["template"]["spec"]
        pod["initContainers"] = copy.deepcopy(pod["containers"])
    return [*found, more]


def asked(api: Api, on: On, rule: str, value: dict[str, Any]) -> Answer:
    body = asking(on, rule, value)
    return api.request("POST", f"/apis/{on}.{GROUP}/v1/{PLURAL}", {"dryRun": "All"}, body, JSON)


def test_the_server_says_what_the_compiler_says(api: Api, on: On) -> None:
    verdicts: set[tuple[str, bool]] = set()
    for rule in expressions(on):
        for name in RUNS:
            values = objects_of(name, on)
            answers = [asked(api, on, rule, value) for value in values]
            for value, answer in zip(values, answers, strict=True):
                local = evaluated(rule, on, value)
                assert answer.ok is local, (rule, name, answer.message)
                assert answer.ok or "refused by the rule" in answer.message, answer.message
                verdicts.add((rule, answer.ok))
            if can_judge(rule, name) and not all(answer.ok for answer in answers):
                assert refused_by_compiler(policy(rule), name), (rule, name)
    both = [rule for rule in expressions(on) if {(rule, True), (rule, False)} <= verdicts]
    assert len(both) >= len(expressions(on)) - 3, sorted(set(expressions(on)) - set(both))


def evaluated(rule: str, on: On, value: dict[str, Any]) -> bool:
    """The verdict of the tests' own engine."""
    names: dict[str, Any] = {"object": value, "oldObject": None, "request": cluster.request(value, None)}
    names["variables"] = {}
    for name, text in variables_of(on, catalog()).items():
        names["variables"][name] = cluster.evaluated(text, names)
    return bool(cluster.evaluated(expressions(on)[rule], names))
