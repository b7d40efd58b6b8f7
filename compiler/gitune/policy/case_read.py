"""A file of cases to `CasesFile`: every mistake at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from gitune.diagnostics.model import Diagnostic, Finding, Path
from gitune.diagnostics.nearest import did_you_mean
from gitune.policy.case_model import API_VERSION, KIND, CasesFile, PolicyCase
from gitune.policy.gate import format_findings
from gitune.policy.policy import Policy
from gitune.policy.targets import Unknown, target_of
from gitune.source.document import Document
from gitune.source.limits import Limits
from gitune.source.read import read

LIMITS = Limits(values=100_000, hint="make several policies, each with its cases")


class CasesRead(NamedTuple):
    """Cases, unless an error stands among the diagnostics."""

    cases: tuple[PolicyCase, ...]
    diagnostics: tuple[Diagnostic, ...]
    text: str
    document: Document | None


def read_cases(data: bytes, file: str, policy: Policy) -> CasesRead:
    """Reads the cases of a policy. `file` is their file's name, as diagnostics show it."""
    result = read(data, file, limits=LIMITS)
    document = result.document
    if document is None:
        return CasesRead((), result.diagnostics, result.text, None)
    cases, findings = _parsed(document, policy)
    found = (*result.diagnostics, *(document.resolve(finding) for finding in findings))
    whole = document.complete and not findings
    return CasesRead(cases if whole else (), found, result.text, document)


def _parsed(document: Document, policy: Policy) -> tuple[tuple[PolicyCase, ...], Sequence[Finding]]:
    if other := tuple(format_findings(document.data, API_VERSION, KIND)):
        return (), other
    try:
        cases = CasesFile.model_validate(document.data).cases
    except ValidationError as error:
        from gitune.spec.messages import findings_of  # noqa: PLC0415 (only a file with mistakes pays for their wording)

        return (), findings_of(error, document, CasesFile)
    return cases, [
        finding for number, case in enumerate(cases) for finding in _mistakes(case, ("cases", number), policy)
    ]


def _mistakes(case: PolicyCase, at: Path, policy: Policy) -> Iterator[Finding]:
    if (case.accepted is None) == (case.refused is None):
        hint = "say `accepted: true`, or the rules that refuse it: `refused: [...]`"
        yield Finding("GT578", "a case is either accepted or refused", (*at, "name"), hint=hint)
    known = [rule.id for rule in policy.rules]
    for field, names in (("refused", case.refused or ()), ("warned", case.warned)):
        for number, name in enumerate(names):
            if name not in known:
                meant = did_you_mean(name, known, f"the rules are {', '.join(f'`{rule}`' for rule in known)}")
                yield Finding("GT589", f"the policy has no rule `{name}`", (*at, field, number), hint=meant)
    for text in case.facts:
        yield from _fact(text, (*at, "facts", text))
    if case.today is not None and day(case.today) is None:
        hint = "write year, month and day: `2026-12-31`"
        yield Finding("GT582", f"there is no day `{case.today}`", (*at, "today"), hint=hint)


def _fact(text: str, at: Path) -> Iterator[Finding]:
    target = target_of(text)
    if isinstance(target, Unknown):
        yield Finding("GT589", target.message, at, "key", target.hint)
    elif target.fact is None:
        hint = "say it under `spec`"
        yield Finding("GT589", f"`{text}` stands in the spec and is no fact of the compiler", at, "key", hint)


def day(text: str) -> datetime.date | None:
    """A day; None where there is no such one."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
