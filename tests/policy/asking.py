"""A policy and a spec, as the compiler puts them together."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any, NamedTuple

from gitune.catalog.load import load_catalog
from gitune.catalog.model import Catalog
from gitune.diagnostics.model import Diagnostic
from gitune.layers.merge import merged
from gitune.lock.model import Lock
from gitune.plan.planner import plan
from gitune.policy.case_run import STARTS_FROM
from gitune.policy.check import check_policies
from gitune.policy.impose import imposed
from gitune.policy.policy import Policy, Scope
from gitune.policy.read import PolicyRead, read_policy
from gitune.project.model import Project
from gitune.source.document import Document
from gitune.source.origin import Origin
from gitune.source.read import read
from gitune.spec.parse import parse

POLICY, SPEC = "limits.policy.yaml", "finetune.yaml"
NOWHERE = Scope(None, SPEC, None)


class Answer(NamedTuple):
    """What came of a spec."""

    document: Document
    diagnostics: tuple[Diagnostic, ...]


@cache
def catalog() -> Catalog:
    return load_catalog()


def policy_of(text: str) -> Policy:
    """A policy without a mistake."""
    found = read_policy(text.encode(), POLICY)
    assert found.policy is not None, found.diagnostics
    return found.policy


def reading(text: str) -> PolicyRead:
    return read_policy(text.encode(), POLICY)


def spec_of(text: str) -> Document:
    """A spec that says this, over what every spec has to say."""
    own, smallest = read(text.encode() or b"{}", SPEC).document, read(STARTS_FROM, "defaults").document
    assert own is not None
    assert smallest is not None
    below = smallest.layer(Origin("default", ""))
    assert below is not None
    return merged(own, [below], [])


def asked(
    policies: list[Policy], text: str, scope: Scope = NOWHERE, lock: Lock | None = None, **project: Any
) -> Answer:
    """Imposes, plans, checks."""
    document = spec_of(text)
    document = merged(document, (), imposed(policies, document, scope))
    parsed = parse(document)
    assert parsed.spec is not None, [document.resolve(finding) for finding in parsed.findings]
    planned = plan(parsed.spec, catalog(), Project.model_validate(project), lock)
    assert planned.plan is not None, planned.findings
    return Answer(document, check_policies(policies, document, parsed.spec, planned.plan, catalog(), scope))


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
