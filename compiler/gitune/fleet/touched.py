"""Which specs a change is about: those whose outcome may be another, and those whose rendered files were written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from gitune.canonical.globs import matches
from gitune.canonical.places import parent
from gitune.fleet.chains import Chains
from gitune.fleet.rendered import Rendered
from gitune.git.program import Git
from gitune.lock.name import lock_name
from gitune.workspace.model import PROJECT_FILE, SpecFile, Where, Workspace
from gitune.workspace.problems import real


class Changes:
    """What is different since a commit."""

    def __init__(self, git: Git, commit: str, paths: frozenset[str]) -> None:
        """`paths` are from the repository's root."""
        self.git = git
        self.commit = commit
        self.paths = paths

    def has(self, file: Path) -> bool:
        """Whether a file is another, or a folder that holds it; as it is named, or where its links lead."""
        return any(map(self._has, {os.path.abspath(file), str(real(file))}))

    def _has(self, path: str) -> bool:
        start = f"{self.git.root}/"
        if not path.startswith(start):
            return True  # nobody knows what was there before
        place = path[len(start) :]
        while place:
            if place in self.paths:
                return True
            place = parent(place)
        return False

    @cached_property
    def projects(self) -> frozenset[Path]:
        """The folders whose project file came, went or changed."""
        return frozenset(self.git.root / parent(path) for path in self.paths if path.rpartition("/")[2] == PROJECT_FILE)


class Touched(NamedTuple):
    """All files, in two heaps; each in the order that it was found in."""

    files: list[SpecFile]
    rest: list[SpecFile]


def touched(files: Sequence[SpecFile], changes: Changes, where: Where, rendered: Rendered | None) -> Touched:
    """Splits files by whether a change is about them.

    Args:
        files: what was found.
        changes: what is different.
        where: what the command line says.
        rendered: the trees, where they are compared.
    """
    finder = _Finder(changes, where, rendered)
    heaps = Touched([], [])
    for file in files:
        (heaps.files if finder.is_touched(file) else heaps.rest).append(file)
    return heaps


class _Finder:
    """Looks at each workspace and each base once."""

    def __init__(self, changes: Changes, where: Where, rendered: Rendered | None) -> None:
        self._changes = changes
        self._where = where
        self._rendered = rendered
        self._workspaces: dict[int, bool] = {}
        self._chains = Chains()
        self._known_bases: dict[Path, bool] = {}

    def is_touched(self, file: SpecFile) -> bool:
        """Whether anything that the spec depends on is another, or what it rendered."""
        return (
            self._changes.has(file.path)
            or self._changes.has(file.path.with_name(lock_name(file.path.name)))
            or self._has_other_project(file.path)
            or any(self._is_other(workspace) for workspace in file.workspaces)
            or self._starts_from_changed(file)
            or (self._rendered is not None and any(self._rendered.is_written(file, one) for one in file.workspaces))
        )

    def _has_other_project(self, file: Path) -> bool:
        """Whether a project file above it came, went or changed."""
        projects = self._changes.projects
        return bool(projects) and any(folder in projects for folder in real(file).parents)

    def _is_other(self, workspace: Workspace) -> bool:
        if id(workspace) not in self._workspaces:
            files = _files_of(workspace, self._where)
            self._workspaces[id(workspace)] = any(map(self._changes.has, files)) or self._has_policy_or_entry(workspace)
        return self._workspaces[id(workspace)]

    def _has_policy_or_entry(self, workspace: Workspace) -> bool:
        """Whether a policy or an entry of the catalog came, went or changed."""
        root = os.path.relpath(workspace.root, self._changes.git.root)
        catalog = workspace.root / workspace.project.catalog if workspace.project.catalog else None
        if catalog is not None:
            for folder in {os.path.normpath(catalog), str(real(catalog))}:
                place = os.path.relpath(folder, self._changes.git.root)
                if any(path == place or path.startswith(f"{place}/") for path in self._changes.paths):
                    return True
        start = "" if root == "." else f"{root}/"
        below = (path[len(start) :] for path in self._changes.paths if path.startswith(start))
        return any(matches(path, workspace.project.policies) for path in below)

    def _starts_from_changed(self, file: SpecFile) -> bool:
        try:
            bases = self._chains.of(file, file.path.read_bytes())
        except OSError:
            return True
        return any(map(self._is_changed_base, bases))

    def _is_changed_base(self, base: Path) -> bool:
        if base not in self._known_bases:
            self._known_bases[base] = self._changes.has(base)
        return self._known_bases[base]


def _files_of(workspace: Workspace, where: Where) -> Iterator[Path]:
    """The files of a project that are read for every spec."""
    if where.project_file is not None:
        yield Path(where.project_file)
    yield from (Path(policy.document.file) for policy in workspace.policies)


def workspaces_of(files: Iterable[SpecFile]) -> list[Workspace]:
    """Each workspace once."""
    return list({id(one): one for file in files for one in file.workspaces}.values())
