"""A project in one of its environments; a project file that has none is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gitune.diagnostics.model import Diagnostic
from gitune.project.model import Project
from gitune.project.parse import parse_project
from gitune.source.document import Document

if TYPE_CHECKING:
    from gitune.project.overlays import Overlay
    from gitune.source.layer import Layer

ENVIRONMENTS = "environments"
_FOR_SPECS = ("defaults", ENVIRONMENTS)
"""Sections that speak in specs."""


class Environment(NamedTuple):
    """What holds in one environment."""

    name: str | None
    """None for a project that has none."""
    project: Project
    """The project file with what is different here."""
    document: Document
    """Where its values stand."""
    below: tuple[Layer, ...]
    """What specs start from."""
    above: tuple[Overlay, ...]
    """What wins over specs."""


class Read(NamedTuple):
    """Every environment, unless an error stands among the diagnostics."""

    environments: tuple[Environment, ...]
    diagnostics: tuple[Diagnostic, ...]


def environments_of(document: Document) -> Read:
    """The environments of a project file; the project itself where it has none."""
    parsed = parse_project(document)
    if parsed.project is None:
        return Read((), tuple(document.resolve(finding) for finding in parsed.findings))
    if not any(document.has((section,)) for section in _FOR_SPECS):
        return Read((Environment(None, parsed.project, document, (), ()),), ())
    from gitune.project.environments import several_of  # noqa: PLC0415 (a file without them does not pay for layers)

    return several_of(document, parsed.project)
