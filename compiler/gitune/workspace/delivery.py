"""What is wrong with a project file beyond its form, and with what it has rendered once for the project."""

from __future__ import annotations

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Finding, Span
from gitune.manifests.delivery import project_files
from gitune.project.check import check_project
from gitune.project.model import Project
from gitune.source.document import Document


def project_diagnostics(project: Project, document: Document | None, file: str) -> list[Diagnostic]:
    """Every such mistake. `file` is where a project file would stand, for a project that has none."""
    findings = check_project(project) or _of_delivery(project)
    return [_placed(finding, document, file) for finding in findings]


def _of_delivery(project: Project) -> list[Finding]:
    files = project_files(project)
    if not files:
        return []
    from gitune.verify.objects import verify_delivery  # noqa: PLC0415 (few projects have such files)

    return verify_delivery(files, project.target.trainer)


def _placed(finding: Finding, document: Document | None, file: str) -> Diagnostic:
    if document is not None:
        return document.resolve(finding)
    place = Span(file, 1, 1, 1, 1)
    return Diagnostic(finding.code, severity_of(finding.code), finding.message, place, hint=finding.hint)
