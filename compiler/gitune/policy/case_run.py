"""One case: what a policy says of a spec, and whether that is what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from gitune.catalog.model import Catalog
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Finding, Path, Severity
from gitune.layers.merge import merged
from gitune.plan.planner import plan
from gitune.policy.case_model import PolicyCase
from gitune.policy.case_read import day
from gitune.policy.check import WARNING, Judgement, judgements
from gitune.policy.impose import imposed
from gitune.policy.policy import Policy, Scope
from gitune.policy.subject import Found, Subject
from gitune.project.model import DEFAULT_PROJECT
from gitune.source.document import Document
from gitune.source.origin import SPEC
from gitune.source.read import read
from gitune.spec.parse import parse

STARTS_FROM = b"""\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: case}
model: {id: qwen2.5-0.5b-instruct}
dataset: {source: "hf://tatsu-lab/alpaca/data", kind: instruct}
method: {kind: lora}
training: {globalBatchSize: 512, maxSeqLen: 1024}
resources: {accelerator: h100-80gb}
"""
"""What every spec has to say. A case says the rest."""


class Outcome(NamedTuple):
    """What came of one case."""

    name: str
    said: str
    """The verdict, in words."""
    problem: Diagnostic | None
    """Why the case failed."""
    judgements: tuple[Judgement, ...] = ()


class Stage(NamedTuple):
    """What all cases of a policy share."""

    policy: Policy
    catalog: Catalog
    document: Document
    """The file of the cases."""


def run_case(stage: Stage, number: int, case: PolicyCase, start: Document | None = None) -> Outcome:
    """Plans the case's spec and asks the policy.

    Args:
        stage: the policy and what else is needed.
        number: of the case in its file.
        case: the case.
        start: the spec to start from; by default the smallest.
    """
    at: Path = ("cases", number)
    scope = Scope(case.environment, case.origin, day(case.today) if case.today else None)
    document = _document(stage, at, start, scope)
    parsed = parse(document)
    findings = list(parsed.findings)
    planned = plan(parsed.spec, stage.catalog, DEFAULT_PROJECT) if parsed.spec is not None else None
    findings += planned.findings if planned is not None else ()
    if parsed.spec is None or planned is None or planned.plan is None:
        return Outcome(case.name, "not planned", _not_planned(document, findings))
    subject = Subject(document, parsed.spec, planned.plan, _known(case))
    judged = tuple(judgements(stage.policy, subject, stage.catalog, scope))
    return Outcome(case.name, _said(judged), _problem(stage, at, case, judged), judged)


def _document(stage: Stage, at: Path, start: Document | None, scope: Scope) -> Document:
    """The spec of a case with what the policy imposes."""
    layer = stage.document.layer(SPEC, (*at, "spec"))
    document = merged(start or _smallest(), (), [layer] if layer is not None else [])
    return merged(document, (), imposed([stage.policy], document, scope))


@cache
def _smallest() -> Document:
    document = read(STARTS_FROM, "finetune.yaml").document
    if document is None:
        raise ValueError("the spec that cases start from cannot be read")
    return document


def _known(case: PolicyCase) -> dict[str, Found]:
    return {name: tuple(value) if isinstance(value, list | tuple) else value for name, value in case.facts.items()}


def _not_planned(document: Document, findings: list[Finding]) -> Diagnostic:
    errors = [finding for finding in findings if severity_of(finding.code) is Severity.ERROR]
    first = document.resolve(errors[0])
    message = f"the spec of this case cannot be planned: {first.message}"
    return Diagnostic("GT586", severity_of("GT586"), message, first.span, (), first.hint)


def _problem(stage: Stage, at: Path, case: PolicyCase, judged: tuple[Judgement, ...]) -> Diagnostic | None:
    """The first thing that is not as expected."""
    refused, warned = _rules(judged, is_warning=False), _rules(judged, is_warning=True)
    if refused != set(case.refused or ()):
        message = f"expected to be {_verdict(set(case.refused or ()))}, and is {_verdict(refused)}"
        return _failed(stage, (*at, "refused" if case.refused else "accepted"), message, judged)
    if warned != set(case.warned):
        message = f"expected {_warning(set(case.warned))}, and there is {_warning(warned)}"
        return _failed(stage, (*at, "warned"), message, judged)
    messages = [each.diagnostic.message for each in judged if each.diagnostic is not None]
    if case.message is not None and case.message not in messages:
        said = " / ".join(messages) or "nothing"
        return _failed(stage, (*at, "message"), f"the message is another: {said}", ())
    return None


def _failed(stage: Stage, path: Path, message: str, judged: tuple[Judgement, ...]) -> Diagnostic:
    said = [each.diagnostic.message for each in judged if each.diagnostic is not None]
    hint = f"it says: {' / '.join(said)}" if said else None
    place = stage.document.span(path if stage.document.has(path) else (*path[:2], "name"))
    return Diagnostic("GT585", severity_of("GT585"), message, place, (), hint)


def _rules(judged: tuple[Judgement, ...], *, is_warning: bool) -> set[str]:
    return {rule for rule, diagnostic in _refusals(judged) if (diagnostic.code == WARNING) is is_warning}


def _refusals(judged: tuple[Judgement, ...]) -> Iterator[tuple[str, Diagnostic]]:
    for each in judged:
        if each.diagnostic is not None and each.diagnostic.severity is not Severity.NOTE:
            yield each.rule.id, each.diagnostic


def _said(judged: tuple[Judgement, ...]) -> str:
    warned = _rules(judged, is_warning=True)
    return _verdict(_rules(judged, is_warning=False)) + (f", {_warning(warned)}" if warned else "")


def _verdict(rules: set[str]) -> str:
    return f"refused by {', '.join(sorted(rules))}" if rules else "accepted"


def _warning(rules: set[str]) -> str:
    return f"a warning of {', '.join(sorted(rules))}" if rules else "no warning"
