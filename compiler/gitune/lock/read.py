"""A lock file to a `Lock`."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ValidationError

from gitune.diagnostics.model import Diagnostic, Finding
from gitune.lock.model import Lock
from gitune.source.document import Document
from gitune.source.limits import Limits
from gitune.source.read import read

LIMITS = Limits(bytes=16 << 20, values=200_000, hint="lock a dataset of fewer files")
"""A lock names every file of a dataset, of which there may be thousands; nobody writes it by hand."""


class ReadLock(NamedTuple):
    """A lock, unless an error stands among the diagnostics."""

    lock: Lock | None
    diagnostics: tuple[Diagnostic, ...]
    text: str


def read_lock(data: bytes, file: str) -> ReadLock:
    """Reads a lock; every mistake at once. `file` is its name, as diagnostics show it."""
    result = read(data, file, limits=LIMITS)
    document = result.document
    if document is None:
        return ReadLock(None, result.diagnostics, result.text)
    lock, findings = _parsed(document)
    found = (*result.diagnostics, *(document.resolve(finding) for finding in findings))
    return ReadLock(lock if document.complete else None, found, result.text)


def _parsed(document: Document) -> tuple[Lock | None, list[Finding]]:
    try:
        return Lock.model_validate(document.data), []
    except ValidationError as error:
        from gitune.spec.messages import findings_of  # noqa: PLC0415 (only a file with mistakes pays for their wording)

        hint = "`gitune lock` writes this file; after a merge conflict take either side and run it again"
        return None, [finding._replace(hint=finding.hint or hint) for finding in findings_of(error, document, Lock)]
