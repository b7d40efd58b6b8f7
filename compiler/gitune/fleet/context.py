"""What every spec of a workspace depends on, beside itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from gitune.canonical.digest import canonical_json, sha256_hex
from gitune.fleet.contents import content_digest, content_stamp
from gitune.fleet.tool import tool_folders, versions
from gitune.workspace.model import PROJECT_FILE, Where, Workspace
from gitune.workspace.problems import shown


class Contexts(NamedTuple):
    """One digest for each workspace, and what tells that nobody has changed what they stand for."""

    digests: Mapping[int, str]
    """By the workspace's identity."""
    folders: tuple[Path, ...]
    stamp: tuple[object, ...]

    def hold(self) -> bool:
        """Whether gitune and the catalogs are still what they were when the digests were made."""
        try:
            return content_stamp(self.folders) == self.stamp
        except OSError:
            return False


def contexts_of(workspaces: Iterable[Workspace], where: Where, narrowed: bool) -> Contexts | None:
    """The contexts of all workspaces; None where something cannot be read, so that nothing can be known again.

    Args:
        workspaces: projects in their environments.
        where: what the command line decides of them.
        narrowed: whether environments of a project were left out.
    """
    ours = tool_folders()
    known = {id(workspace): workspace for workspace in workspaces}
    catalogs = {folder for one in known.values() if (folder := _catalog(one)) is not None}
    folders = (*ours, *sorted(catalogs))
    try:
        stamp = content_stamp(folders)
        tool = [*versions(), content_digest(ours).hex()]
        digests = {folder: content_digest([folder]).hex() for folder in catalogs}
    except OSError:
        return None
    found = {
        name: sha256_hex(canonical_json([tool, digests.get(_catalog(one)), _said(one, where), narrowed]))  # type: ignore[arg-type]
        for name, one in known.items()
    }
    return Contexts(found, folders, stamp)


def _catalog(workspace: Workspace) -> Path | None:
    catalog = workspace.project.catalog
    return workspace.root / catalog if catalog else None


def _said(workspace: Workspace, where: Where) -> list[object]:
    """What files and the command line say of a workspace, and what its files are called in diagnostics."""
    document = workspace.document
    return [
        [document.file, document.text] if document else shown(workspace.root / PROJECT_FILE),
        os.path.relpath(workspace.root, workspace.repository),
        shown(workspace.root),
        shown(workspace.repository),
        workspace.environment,
        str(workspace.today),
        where.locked,
        where.gitops,
        [[policy.document.file, policy.document.text] for policy in workspace.policies],
    ]
