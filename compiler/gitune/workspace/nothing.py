"""Patterns in project files that no spec fits: a slip of the keyboard there would be silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Finding
from gitune.project.model import SPECS
from gitune.workspace.model import SpecFile, Workspace
from gitune.workspace.specs import origin_of

_CODE = "GT554"


def patterns_of_nothing(workspaces: Iterable[Workspace], found: Sequence[SpecFile]) -> Iterator[Diagnostic]:
    """What workspaces say of specs that are not there. `found` are all specs below their roots."""
    files: dict[int, list[Path]] = {}
    for file in found:
        for one in file.workspaces:
            files.setdefault(id(one), []).append(file.path)
    for workspace in workspaces:
        yield from _specs(workspace, files.get(id(workspace), []))
        yield from _overlays(workspace, files.get(id(workspace), []))


def _specs(workspace: Workspace, files: Sequence[Path]) -> Iterator[Diagnostic]:
    if not files and workspace.document is not None and workspace.project.specs != SPECS:
        where = f" in the environment `{workspace.environment}`" if workspace.environment else ""
        yield workspace.document.resolve(Finding(_CODE, f"no file fits `specs`{where}", ("specs",)))


def _overlays(workspace: Workspace, files: Sequence[Path]) -> Iterator[Diagnostic]:
    """Each overlay once, at the first thing that it says."""
    said: set[tuple[str, ...]] = {()}
    for overlay in workspace.above:
        if overlay.specs in said:
            continue
        said.add(overlay.specs)
        if not any(overlay.is_for(origin_of(file, workspace.root)) for file in files):
            patterns = ", ".join(f"`{pattern}`" for pattern in overlay.specs)
            message = f"no spec of the environment `{workspace.environment}` fits {patterns}"
            place = overlay.layer.spans.of(overlay.layer.node.place)
            hint = "write paths from this file's folder, such as `specs: [team-a/**]`"
            yield Diagnostic(_CODE, severity_of(_CODE), message, place, hint=hint)
