"""A document to a `FineTune`."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ValidationError

from gitune.diagnostics.model import Finding
from gitune.source.document import Document
from gitune.spec.finetune import FineTune


class Parsed(NamedTuple):
    """A spec, unless an error stands among the findings or reading had to leave something out."""

    spec: FineTune | None
    findings: tuple[Finding, ...]


def parse(document: Document) -> Parsed:
    """Validates a spec; every mistake at once. A document of another format or version gives that one finding only."""
    try:
        spec = FineTune.model_validate(document.data)
    except ValidationError as error:
        return Parsed(None, _findings(error, document))
    return Parsed(spec if document.complete else None, ())


def _findings(error: ValidationError, document: Document) -> tuple[Finding, ...]:
    """Only a spec with mistakes pays for importing what words them."""
    from gitune.spec.gate import format_findings  # noqa: PLC0415
    from gitune.spec.messages import findings_of  # noqa: PLC0415

    return tuple(format_findings(document.data)) or tuple(findings_of(error, document, FineTune))
