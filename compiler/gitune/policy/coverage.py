"""What the cases of a policy leave untested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Path, Severity
from gitune.policy.case_run import Outcome
from gitune.policy.check import Judgement
from gitune.policy.policy import Policy


def untested(policy: Policy, outcomes: Sequence[Outcome]) -> Iterator[Diagnostic]:
    """Rules that no case breaks or none keeps, and exceptions that no case needs."""
    judged = [judgement for outcome in outcomes for judgement in outcome.judgements]
    if not judged:
        message = "no case shows what this policy refuses"
        hint = "write cases beside it: `limits.cases.yaml` is for `limits.policy.yaml` (docs/policy.md)"
        yield _said(policy, "GT584", message, ("metadata", "name"), hint)
        return
    for rule in policy.rules:
        about = [each for each in judged if each.rule.id == rule.id]
        missing = _missing([_verdict(each) for each in about])
        if missing is not None:
            yield _said(policy, "GT584", f"no case {missing} `{rule.id}`", (*rule.at, "id"), "add one")
    needed = {each.exempted.at for each in judged if each.exempted is not None}
    for exempted in (each for several in policy.exceptions.values() for each in several):
        if exempted.at not in needed:
            message = f"no case needs this exception from `{exempted.rule}`"
            yield _said(policy, "GT583", message, exempted.at, "remove it, or add a case that shows what it is for")


def _missing(verdicts: Sequence[str]) -> str | None:
    if "broken" not in verdicts:
        return "is refused by"
    return None if "kept" in verdicts else "keeps"


def _verdict(judged: Judgement) -> str:
    if judged.exempted is not None:
        return "excused"
    if judged.diagnostic is None:
        return "kept"
    return "unknown" if judged.diagnostic.severity is Severity.NOTE else "broken"


def _said(policy: Policy, code: str, message: str, path: Path, hint: str) -> Diagnostic:
    return Diagnostic(code, severity_of(code), message, policy.document.span(path, "value"), (), hint)
