"""The cluster's verdict on what is rendered is the compiler's on the spec, for every rule that both can judge."""

from __future__ import annotations

import json
from functools import cache

import pytest

from gitune.compiler import compile_spec
from gitune.layers.merge import merged
from gitune.manifests.model import Rendered
from gitune.plan.model import Plan
from gitune.policy.admission.render import Cluster, render
from gitune.policy.check import check_policies
from gitune.policy.impose import imposed
from gitune.policy.policy import Policy
from gitune.project.model import Project
from gitune.source.document import Document
from gitune.spec.finetune import FineTune
from policy import cluster
from policy.asking import NOWHERE, catalog, spec_of
from policy.corpus import RULES, RUNS, policy

ON_RUNTIMES_ALONE = frozenset(["deadline", "restarts", "priority"])
"""An installed runtime decides these; nothing that is rendered shows them."""


@cache
def compiled(name: str, imposing: str | None = None) -> tuple[Document, FineTune, Plan, Rendered]:
    """A run of the corpus, with what a policy imposes where one is named."""
    run = RUNS[name]
    document = spec_of(json.dumps(run.spec))
    if imposing is not None:
        document = merged(document, (), imposed([policy(imposing)], document, NOWHERE))
    done = compile_spec(document, Project.model_validate(run.project or {}), catalog())
    assert done.spec is not None, (name, done.diagnostics)
    assert done.plan is not None, (name, done.diagnostics)
    assert done.rendered is not None, (name, done.diagnostics)
    return document, done.spec, done.plan, done.rendered


def refused_by_compiler(rule: Policy, name: str, imposing: str | None = None) -> bool:
    document, spec, plan, _ = compiled(name, imposing)
    return bool(check_policies([rule], document, spec, plan, catalog(), NOWHERE))


def verdicts_of_cluster(rule: Policy, name: str, imposing: str | None = None) -> list[bool]:
    """Admitted or not, once for each validation that is asked; none where no object shows what the rule is about."""
    rendered = render(rule, "x.policy.yaml", catalog(), Cluster())
    assert not rendered.diagnostics
    found = cluster.objects(compiled(name, imposing)[3])
    return [admitted for each in found for _, admitted in cluster.judged(rendered.manifests, each)]


def can_judge(rule: str, name: str) -> bool:
    runtime, storage = RUNS[name].spec.get("runtime", {}), RUNS[name].spec.get("storage", {})
    if rule in ON_RUNTIMES_ALONE and runtime.get("scope") == "existing":
        return False
    return not ("claimName" in storage and RULES[rule]["path"].startswith("storage."))


@pytest.mark.parametrize("rule", RULES)
def test_verdicts_are_the_same(rule: str) -> None:
    made, seen = policy(rule), set()
    for name in RUNS:
        refused = refused_by_compiler(made, name)
        if can_judge(rule, name):
            assert (not all(verdicts_of_cluster(made, name))) == refused, name
            seen.add(refused)
    assert seen == {True, False}, "the corpus keeps and breaks every rule"


@pytest.mark.parametrize("rule", [rule for rule in RULES if "imposed" in RULES[rule]])
def test_what_is_imposed_is_admitted(rule: str) -> None:
    made, kept = policy(rule), 0
    for name in (name for name in RUNS if can_judge(rule, name)):
        refused = refused_by_compiler(made, name, rule)
        assert (not all(verdicts_of_cluster(made, name, rule))) == refused, name
        kept += not refused
    assert kept > len(RUNS) // 2


def test_every_kind_of_object_is_judged() -> None:
    kinds = {
        each["kind"]
        for rule in RULES
        for name in RUNS
        for each in cluster.objects(compiled(name)[3])
        if list(cluster.judged(render(policy(rule), "x", catalog(), Cluster()).manifests, each))
    }
    assert kinds == set(cluster.PLURALS)
