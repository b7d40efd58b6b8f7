"""A policy file to a `Policy`: every mistake at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import ValidationError

from gitune.diagnostics.model import Diagnostic, Finding
from gitune.policy.build import built
from gitune.policy.model import API_VERSION, KIND, PolicyFile
from gitune.policy.policy import Policy
from gitune.source.document import Document
from gitune.source.limits import Limits
from gitune.source.read import read

LIMITS = Limits(values=20_000, hint="make several policies of it")


class PolicyRead(NamedTuple):
    """A policy, unless an error stands among the diagnostics."""

    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]
    text: str
    document: Document | None
    """What was read, also where it is no policy."""


def read_policy(data: bytes, file: str) -> PolicyRead:
    """Reads a policy. `file` is its name, as diagnostics show it."""
    result = read(data, file, limits=LIMITS)
    document = result.document
    if document is None:
        return PolicyRead(None, result.diagnostics, result.text, None)
    policy, findings = _parsed(document)
    found = (*result.diagnostics, *(document.resolve(finding) for finding in findings))
    ordered = tuple(sorted(found, key=Diagnostic.sort_key))
    return PolicyRead(policy if document.complete and not findings else None, ordered, result.text, document)


def _parsed(document: Document) -> tuple[Policy | None, Sequence[Finding]]:
    from gitune.policy.gate import format_findings  # noqa: PLC0415

    if other := tuple(format_findings(document.data, API_VERSION, KIND)):
        return None, other
    try:
        return built(PolicyFile.model_validate(document.data), document)
    except ValidationError as error:
        from gitune.spec.messages import findings_of  # noqa: PLC0415 (only a file with mistakes pays for their wording)

        return None, findings_of(error, document, PolicyFile)
