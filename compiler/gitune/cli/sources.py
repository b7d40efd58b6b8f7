"""What a run's spec was put together of, as a report names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gitune.diff.causes import label
from gitune.diff.model import Source
from gitune.lock.name import lock_name
from gitune.project.model import Project
from gitune.workspace.model import SpecInput

_RENDERED = ("images", "target", "gitops", "flux", "argocd", "repository_path")
"""Fields of a project that reach the rendered files. `output` does, and is told by where the tree stands."""


def source_of(
    run: SpecInput, own: str, project_file: str, base: Callable[[str], object], overlay: Mapping[str, bytes]
) -> Source:
    """All of it.

    Args:
        run: the spec with its voices.
        own: its file, from the repository's root.
        project_file: the project's.
        base: what a base says, by its path from the repository's root.
        overlay: the project's own entries of the catalog.
    """
    spoken: dict[str, Any] = {own: run.document.text, **{name: base(name) for name in run.bases}}
    above = (overlay.layer for overlay in run.workspace.above if overlay.is_for(run.origin))
    for layer in (*run.workspace.below, *above):
        spoken.setdefault(label(layer.origin, own, project_file), []).append(layer.node.data)
    besides = {lock_name(own): run.lock, **_fields(run.workspace.project, run.environment, project_file)}
    folder = run.workspace.project.catalog
    return Source(run.document, own, project_file, spoken, besides | ({folder: dict(overlay)} if folder else {}))


def _fields(project: Project, environment: str | None, file: str) -> dict[str, Any]:
    said = {f"{file} ({_name(field)})": getattr(project, field) for field in _RENDERED}
    folder = project.output.rstrip("/")
    own = f"/{environment}"
    folder = folder.removesuffix(own) if environment else folder
    return said | {f"{file} (environments)": environment, f"{file} (output)": folder}


def _name(field: str) -> str:
    return Project.model_fields[field].alias or field
