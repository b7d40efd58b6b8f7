"""Policies against one planned spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gitune.catalog.model import Catalog
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Path, Related, Span
from gitune.plan.model import Plan
from gitune.policy.exceptions import excused
from gitune.policy.judge import Broken, Why, broken, holds, in_force
from gitune.policy.policy import Exempted, Policy, Rule, Scope
from gitune.policy.subject import Subject
from gitune.policy.wording import mending, refusal
from gitune.source.document import Document
from gitune.spec.finetune import FineTune

CODES: dict[Why, str] = {
    "low": "GT570",
    "high": "GT570",
    "not allowed": "GT571",
    "denied": "GT571",
    "missing": "GT572",
    "other": "GT573",
}
_POINTED: dict[Why, str] = {"low": "min", "high": "max", "missing": "required"}
"""What a refusal points at in a rule that says several things."""
WARNING, UNDATED, UNKNOWN = "GT574", "GT575", "GT576"


class Judgement(NamedTuple):
    """One rule and one run."""

    policy: Policy
    rule: Rule
    diagnostic: Diagnostic | None = None
    """None where the rule is kept, or an exception that was compared with a date holds."""
    exempted: Exempted | None = None
    """The exception that holds."""


def check_policies(  # noqa: PLR0913, PLR0917 (everything that a compile knows)
    policies: Sequence[Policy], document: Document, spec: FineTune, plan: Plan, catalog: Catalog, scope: Scope
) -> tuple[Diagnostic, ...]:
    """Every rule that the run does not keep, at its place in the spec and with the rule's in the policy.

    Args:
        policies: what holds.
        document: the spec with everything that was laid over it, the imposed values among it.
        spec: the same, parsed.
        plan: what was made of it.
        catalog: for hints.
        scope: what it is compiled for.
    """
    subject = Subject(document, spec, plan)
    found: list[Diagnostic] = []
    for policy in policies:
        for rule in policy.rules:
            how = broken(rule, subject) if _is_meant(rule, subject, scope) else None
            if how is not None:
                said = _Verdict(policy, rule, how, document, scope).judgement(subject.name, catalog).diagnostic
                found += [said] if said is not None else []
    return tuple(found)


def judgements(policy: Policy, subject: Subject, catalog: Catalog, scope: Scope) -> Iterator[Judgement]:
    """What comes of every rule that is about the run, also of those that are kept."""
    for rule in policy.rules:
        if not _is_meant(rule, subject, scope):
            continue
        how = broken(rule, subject)
        if how is None:
            yield Judgement(policy, rule)
        else:
            yield _Verdict(policy, rule, how, subject.document, scope).judgement(subject.name, catalog)


def _is_meant(rule: Rule, subject: Subject, scope: Scope) -> bool:
    """What is imposed was decided by the text of the spec alone, and is judged by the same."""
    if (rule.environments or rule.specs) and not in_force(rule, scope):
        return False
    return not rule.when or holds(rule.when, subject.written if rule.imposed else subject.value)


class _Verdict:
    """What is said of one rule that is not kept."""

    def __init__(self, policy: Policy, rule: Rule, how: Broken, document: Document, scope: Scope) -> None:
        self._policy = policy
        self._rule = rule
        self._how = how
        self._document = document
        self._scope = scope

    def judgement(self, name: str, catalog: Catalog) -> Judgement:
        """The refusal; a note where nobody knows, or where the exception was compared with no day."""
        answer = excused(self._policy, self._rule.id, name, self._scope)
        if answer.live is not None:
            said = self._undated(answer.live) if self._scope.today is None else None
        else:
            said = self._unknown() if self._how.why == "unknown" else self._refused(answer.ended, catalog)
        return Judgement(self._policy, self._rule, said, answer.live)

    def _refused(self, ended: Exempted | None, catalog: Catalog) -> Diagnostic:
        code = WARNING if self._rule.is_warning else CODES[self._how.why]
        message, related = refusal(self._rule, self._how), [self._rule_place()]
        if ended is not None:
            message += f"; the exception of {ended.owner} ended on {ended.until}"
            place = self._policy.document.span((*ended.at, "until"))
            related.append(Related(place, f"the exception of {ended.owner}, until {ended.until}"))
        hint = mending(self._policy, self._rule, self._how, catalog)
        return self._diagnostic(code, message, tuple(related), hint)

    def _undated(self, live: Exempted) -> Diagnostic:
        what = f"an exception of {live.owner} until {live.until} lets this pass"
        message = f"{what}: {self._rule.message.rstrip('.')}"
        place = Related(self._policy.document.span((*live.at, "until")), f"the exception from rule `{self._rule.id}`")
        return self._diagnostic(UNDATED, message, (place,), "give `--today` to compare it with the date")

    def _unknown(self) -> Diagnostic:
        fact = self._how.target.fact
        reason = fact.unknown if fact is not None else ""
        message = f"`{self._how.target.text}` is not known, so that nobody can tell: {self._rule.message.rstrip('.')}"
        hint = f"{reason}; `gitune lock` finds out what can be known" if reason else None
        return self._diagnostic(UNKNOWN, message, (self._rule_place(),), hint)

    def _rule_place(self) -> Related:
        policy, rule = self._policy, self._rule
        said = (*rule.at, _POINTED.get(self._how.why, rule.field))
        path: Path = said if policy.document.has(said) else (*rule.at, rule.field)
        message = f"rule `{rule.id}` of policy `{policy.name}`, which {policy.owner} owns"
        return Related(policy.document.span(path), message)

    def _diagnostic(self, code: str, message: str, related: tuple[Related, ...], hint: str | None) -> Diagnostic:
        return Diagnostic(code, severity_of(code), message, self._span(), related, hint)

    def _span(self) -> Span:
        """Of what the spec says; where it says nothing, the key of what it would stand in."""
        path = self._place()
        while path and not self._document.has(path):
            path = path[:-1]
        return self._document.span(path, "value" if path == self._place() else "key")

    def _place(self) -> Path:
        """Of a list the item, where the spec says it; otherwise the field that decides the value."""
        target, item = self._how.target, self._how.item
        path = target.place(item)
        if target.fact is None and target.kind == "list" and self._document.has((*path, item)):
            return (*path, item)
        if target.fact is None and target.kind == "mapping" and self._how.value is not None:
            return (*path, str(self._how.value))
        return path
