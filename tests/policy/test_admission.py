"""What is rendered for the cluster beside the rules themselves: who is meant, who is excused, what is left out."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
import yaml

from gitune.policy.admission.render import Cluster, Rendered, render
from policy import cluster
from policy.asking import catalog
from policy.corpus import RULES, policy
from policy.test_parity import compiled

DAY = datetime.date(2026, 6, 30)


def rendered(rule: str, on: Cluster | None = None, **more: Any) -> Rendered:
    return render(policy(rule, **more), "limits.policy.yaml", catalog(), on or Cluster())


def one(name: str, kind: str) -> dict[str, Any]:
    return copy.deepcopy(dict(next(each for each in cluster.objects(compiled(name)[3]) if each["kind"] == kind)))


def exception(**fields: Any) -> list[dict[str, Any]]:
    return [{"rule": "gpus", "owner": "@a", "until": "2026-06-30", "reason": "Because.", **fields}]


def test_everything_that_is_rendered_compiles_and_is_shaped_as_kubernetes_wants() -> None:
    for rule in RULES:
        objects = rendered(rule).manifests
        assert [each["kind"] for each in objects[::2]] == ["ValidatingAdmissionPolicy"] * (len(objects) // 2)
        for made, bound in zip(objects[::2], objects[1::2], strict=True):
            assert bound["spec"]["policyName"] == made["metadata"]["name"]
            names = [variable["name"] for variable in made["spec"].get("variables", [])]
            assert len(set(names)) == len(names)
            for validation in made["spec"]["validations"]:
                assert "\n" not in validation["message"]


def test_a_message_names_the_rule_and_its_owner() -> None:
    (said,) = cluster.refusals(rendered("gpus").manifests, one("large", "TrainJob"))
    assert said == "The rule `gpus`. (rule `gpus` of policy `parity`; ask @acme)"


@pytest.mark.parametrize(
    ("name", "excused"), [("team-a/bot-a", True), ("team-a/bot-*", True), ("team-b/bot-a", False), ("team-a/b", False)]
)
def test_an_exception_holds_by_name(name: str, excused: bool) -> None:
    made = rendered("gpus", exceptions=exception(names=[name]))
    job = one("team", "TrainJob")
    job["spec"]["trainer"]["numNodes"] = 16
    assert (cluster.refusals(made.manifests, job) == []) is excused


@pytest.mark.parametrize("run", ["team", "team-in-its-namespace", "installed"])
@pytest.mark.parametrize(("name", "excused"), [("team-a/bot-a", True), ("team/a-bot-a", False), ("*/bot-b", False)])
def test_an_exception_holds_on_runtimes_of_both_kinds(run: str, name: str, excused: bool) -> None:
    exceptions = [exception(names=[name])[0] | {"rule": "pool-if-said"}]
    made = rendered("pool-if-said", exceptions=exceptions)
    for value in cluster.objects(compiled(run)[3]):
        changed = copy.deepcopy(dict(value))
        if _place(changed) or changed["kind"] == "TrainJob":
            assert (cluster.refusals(made.manifests, changed) == []) is (excused or not _place(changed))


def _place(value: dict[str, Any]) -> bool:
    """Sends the pods elsewhere; whether the object has pods."""
    patches = value["spec"].get("runtimePatches", [])
    specs = [patch["trainingRuntimeSpec"] for patch in patches] or [value["spec"]]
    jobs = [job for spec in specs for job in spec.get("template", {}).get("spec", {}).get("replicatedJobs", [])]
    for job in jobs:
        job["template"]["spec"]["template"]["spec"]["nodeSelector"] = {"pool": "pre-training"}
    return bool(jobs)


def test_an_exception_ends_where_a_day_is_given() -> None:
    job = one("large", "TrainJob")
    job["metadata"]["namespace"] = "team-a"
    given = {"exceptions": exception(names=["team-a/case"])}
    last, after = (Cluster(today=DAY + datetime.timedelta(days=days)) for days in (0, 1))
    assert cluster.refusals(rendered("gpus", last, **given).manifests, job) == []
    assert cluster.refusals(rendered("gpus", after, **given).manifests, job) != []


@pytest.mark.parametrize(
    ("rule", "more", "said"),
    [
        ({"path": "training.epochs", "max": 5}, {}, "it stands in the run's config, which is text to the cluster"),
        ({"path": "plan.licence", "allowed": ["mit"]}, {}, "only the compiler, its catalog and the lock know it"),
        ({"path": "model.id", "allowed": ["q*"]}, {}, "only the compiler, its catalog and the lock know it"),
        ({"path": "plan.accelerator", "denied": ["h100*"]}, {}, "does not say which accelerator"),
        ({"path": "runtime.scope", "allowed": ["namespace"]}, {}, "no rendered object shows it"),
        ({"path": "runtime.env.DEBUG", "denied": ["1"]}, {}, "it is spread over containers and the run's config"),
        ({"path": "resources.nodes", "required": True}, {}, "does not show whether a person wrote the value"),
        ({"path": "plan.gpus", "max": 8, "specs": ["team-a/**"]}, {}, "it is about spec files"),
        ({"path": "plan.gpus", "max": 8, "environments": ["prod"]}, {}, "it holds in `prod` alone"),
        ({"path": "plan.gpus", "max": 8, "when": {"method.kind": "full"}}, {}, "it depends on `method.kind`"),
        ({"path": "plan.gpus", "max": 8, "when": {"storage.size": {"max": "1Ti"}}}, {}, "another object shows it"),
        ({"path": "plan.gpus", "max": 8}, {"specs": ["a/**"]}, "an exception from it is for spec files"),
    ],
)
def test_what_cannot_be_said_is_left_out_with_the_reason(
    rule: dict[str, Any], more: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, "gpus", rule)
    made = rendered("gpus", exceptions=exception(**more) if more else [])
    assert made.manifests == ()
    assert made.text == ""
    (note,) = made.diagnostics
    assert note.code == "GT587"
    assert said in note.message


def test_rules_of_an_environment_are_rendered_for_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "gpus", {"path": "plan.gpus", "max": 8, "environments": ["prod"]})
    assert rendered("gpus", Cluster("prod")).manifests
    dev = rendered("gpus", Cluster("dev"))
    assert (dev.manifests, dev.diagnostics) == ((), ())


def test_a_warning_lets_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "gpus", {"path": "plan.gpus", "max": 8, "severity": "warning"})
    made, bound = rendered("gpus").manifests
    assert made["metadata"]["name"] == "parity-trainjobs-warn"
    assert made["spec"]["failurePolicy"] == "Ignore"
    assert bound["spec"]["validationActions"] == ["Warn"]


def test_namespaces_are_in_the_binding() -> None:
    made, bound = rendered("gpus", Cluster(namespaces=("team-a", "team-b"))).manifests
    (chosen,) = bound["spec"]["matchResources"]["namespaceSelector"]["matchExpressions"]
    assert chosen["values"] == ["team-a", "team-b"]
    assert "matchResources" not in rendered("gpus").manifests[1]["spec"]
    assert made == rendered("gpus").manifests[0]


def test_an_update_is_judged_when_it_changes_what_rules_are_about() -> None:
    made, old = rendered("gpus").manifests, one("large", "TrainJob")
    finalized = copy.deepcopy(old)
    finalized["metadata"]["finalizers"] = []
    relabelled = copy.deepcopy(old)
    relabelled["metadata"]["labels"]["team"] = "b"
    grown = copy.deepcopy(old)
    grown["spec"]["trainer"]["numNodes"] = 9
    assert [bool(cluster.refusals(made, new, old)) for new in (finalized, relabelled, grown)] == [False, True, True]


def test_claims_and_runtimes_of_others_are_not_meant() -> None:
    claim = one("big-volume", "PersistentVolumeClaim")
    claim["metadata"].pop("labels")
    assert cluster.refusals(rendered("storage").manifests, claim) == []
    runtime = one("smallest", "ClusterTrainingRuntime")
    assert cluster.refusals(rendered("images").manifests, runtime) != []
    runtime["metadata"].pop("labels")
    assert cluster.refusals(rendered("images").manifests, runtime) == []


def test_a_team_cannot_bring_a_runtime_of_its_own() -> None:
    runtime = one("team-in-its-namespace", "TrainingRuntime")
    runtime["metadata"].pop("labels")
    jobs = runtime["spec"]["template"]["spec"]["replicatedJobs"]
    jobs[0]["template"]["spec"]["template"]["spec"]["containers"][0]["image"] = "evil.example/x:latest"
    assert cluster.refusals(rendered("images").manifests, runtime) != []


def test_what_kueue_adds_is_not_judged() -> None:
    job = one("installed", "TrainJob")
    pods = {"template": {"spec": {"nodeSelector": {"kubernetes.io/hostname": "n7"}}}}
    jobs = {"template": {"spec": {"replicatedJobs": [{"name": "node", "template": {"spec": pods}}]}}}
    patch = {"manager": "kueue.x-k8s.io/manager", "trainingRuntimeSpec": jobs}
    job["spec"]["runtimePatches"].append(patch)
    made = rendered("selectors").manifests
    assert cluster.refusals(made, job) == []
    patch["manager"] = "somebody.example/else"
    assert cluster.refusals(made, job) != []


def test_the_text_is_the_objects_and_says_what_is_left_out() -> None:
    given = policy("gpus")
    hidden = policy("storage")._replace(rules=(*given.rules,))
    made = render(hidden, "limits.policy.yaml", catalog(), Cluster())
    assert list(yaml.safe_load_all(made.text)) == [dict(each) for each in made.manifests]
    assert made.text.startswith("# Code generated by gitune policy render from limits.policy.yaml; DO NOT EDIT.\n")
    assert made.text == render(hidden, "limits.policy.yaml", catalog(), Cluster()).text
