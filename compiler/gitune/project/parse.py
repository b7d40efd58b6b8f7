"""A document to a `Project`."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import ValidationError

from gitune.diagnostics.model import Finding
from gitune.project.model import Project
from gitune.source.document import Document


class ParsedProject(NamedTuple):
    """A project, unless an error stands among the findings or reading had to leave something out."""

    project: Project | None
    findings: tuple[Finding, ...]


def parse_project(document: Document) -> ParsedProject:
    """Validates a project file; every mistake at once."""
    if not isinstance(document.data, dict):
        hint = "start with `apiVersion: gitune.dev/v1alpha1` and `kind: Project`"
        return ParsedProject(None, (Finding("GT103", "a project file is a mapping", hint=hint),))
    from gitune.project.whole import whole_project  # noqa: PLC0415 (see there)

    try:
        project = whole_project().model_validate(document.data)
    except ValidationError as error:
        from gitune.spec.messages import findings_of  # noqa: PLC0415 (only a file with mistakes pays for their wording)

        return ParsedProject(None, tuple(findings_of(error, document, Project)))
    return ParsedProject(project if document.complete else None, ())
