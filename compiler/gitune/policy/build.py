"""What stands in a policy file, made ready: paths resolved, patterns compiled, and what does not fit together found."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from gitune.diagnostics.model import Finding, Path
from gitune.diagnostics.nearest import did_you_mean
from gitune.policy.model import PolicyException, PolicyFile, PolicyRule
from gitune.policy.policy import Exempted, Policy, Rule
from gitune.policy.rule_build import built_rule
from gitune.source.document import Document


def built(file: PolicyFile, document: Document) -> tuple[Policy | None, list[Finding]]:
    """The policy, or why it is none."""
    findings: list[Finding] = []
    rules: list[Rule] = []
    for number, written in enumerate(file.rules):
        rule = built_rule(written, ("rules", number), document, findings)
        rules += [rule] if rule is not None else []
    findings += _twice(file.rules)
    exceptions = _exceptions(file, findings)
    if findings:
        return None, findings
    meta = file.metadata
    return Policy(meta.name, meta.owner, tuple(rules), _imposing(rules), exceptions, document), []


def _imposing(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.imposed)


def _twice(rules: Sequence[PolicyRule]) -> list[Finding]:
    first: dict[str, int] = {}
    found = []
    for number, rule in enumerate(rules):
        if rule.id in first:
            message = f"another rule of this policy is called `{rule.id}` already"
            found.append(Finding("GT580", message, ("rules", number, "id"), hint="give one of them another id"))
        first.setdefault(rule.id, number)
    return found


def _exceptions(file: PolicyFile, findings: list[Finding]) -> dict[str, tuple[Exempted, ...]]:
    made: dict[str, tuple[Exempted, ...]] = {}
    known = [rule.id for rule in file.rules]
    for number, written in enumerate(file.exceptions):
        at: Path = ("exceptions", number)
        if written.rule not in known:
            hint = did_you_mean(written.rule, known, f"the rules are {', '.join(f'`{rule}`' for rule in known)}")
            findings.append(Finding("GT581", f"no rule is called `{written.rule}`", (*at, "rule"), hint=hint))
        until = _until(written, at, findings)
        if not written.specs and not written.names:
            hint = "name spec files with `specs`, or fine-tunes as `<namespace>/<name>` with `names`"
            findings.append(Finding("GT581", "the exception does not say whom it is for", at, "key", hint))
        if until is not None:
            exempted = Exempted(written.rule, written.specs, written.names, written.owner, until, at)
            made[written.rule] = (*made.get(written.rule, ()), exempted)
    return made


def _until(written: PolicyException, at: Path, findings: list[Finding]) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written.until)
    except ValueError:
        message = f"there is no day `{written.until}`"
        findings.append(Finding("GT582", message, (*at, "until"), hint="write year, month and day: `2026-12-31`"))
        return None
