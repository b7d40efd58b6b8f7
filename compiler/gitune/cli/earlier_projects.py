"""The projects of one Git revision, each in its environments."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from gitune.canonical.places import parent
from gitune.catalog.load import CatalogError, default_root, load_catalog
from gitune.catalog.model import Catalog
from gitune.cli.places import joined, relative, upwards
from gitune.diff.model import Tree
from gitune.git.snapshot import Snapshot
from gitune.policy.policy import Policy
from gitune.project.environment import Environment, environments_of
from gitune.project.model import DEFAULT_PROJECT, Project
from gitune.source.read import read
from gitune.workspace.model import PROJECT_FILE, Workspace


class EarlierTree(NamedTuple):
    """A project as the revision has it, in one environment."""

    root: str
    """The project's folder, from the repository's root."""
    project: Project
    environment: str | None
    workspace: Workspace | None
    """None where this gitune cannot read the catalog."""
    overlay: Mapping[str, bytes]
    """The project's own entries of the catalog."""

    @property
    def output(self) -> str:
        """The folder of the rendered tree, from the repository's root."""
        return joined(self.root, self.project.output.rstrip("/"))

    @property
    def tree(self) -> Tree:
        """What it is compared as."""
        return Tree(self.environment, self.output)


class EarlierProjects:
    """Every project that a comparison asks for, read once."""

    def __init__(
        self, snapshot: Snapshot, project_file: str | None, stack: ExitStack, today: datetime.date | None
    ) -> None:
        self._snapshot = snapshot
        self._project_file = project_file
        self._stack = stack
        self._today = today
        self._known: dict[str, tuple[EarlierTree, ...]] = {}
        self._catalogs: dict[tuple[tuple[str, bytes], ...], Catalog | None] = {}

    def at(self, root: str) -> tuple[EarlierTree, ...]:
        """The project in a folder, once for each of its environments."""
        if root not in self._known:
            self._known[root] = tuple(self._tree(root, environment) for environment in self._environments(root))
        return self._known[root]

    def root_of(self, spec: str) -> str:
        """The folder of the project that a file belongs to."""
        if self._project_file is not None:
            return parent(self._project_file)
        folder = parent(spec)
        return next(iter(self._roots(folder)), folder)

    def roots_above(self, path: str) -> list[str]:
        """The nearest folder with a project file, at a path or above it."""
        return list(self._roots(path))[:1]

    def _roots(self, folder: str) -> list[str]:
        return [each for each in upwards(folder) if joined(each, PROJECT_FILE) in self._snapshot.objects]

    def _environments(self, root: str) -> tuple[Environment | None, ...]:
        """None for a project without a file, or with one that this gitune cannot read."""
        file = self._project_file or joined(root, PROJECT_FILE)
        data = self._snapshot.read([file])
        document = read(data[file], file).document if file in data else None
        return (environments_of(document).environments if document else ()) or (None,)

    def _tree(self, root: str, environment: Environment | None) -> EarlierTree:
        project = environment.project if environment else DEFAULT_PROJECT
        # What nothing pinned then is no reason not to know what it meant.
        project = project.model_copy(update={"require_lock": False})
        overlay = self._overlay(root, project)
        catalog = self._catalog(overlay)
        name = environment.name if environment else None
        if catalog is None:
            return EarlierTree(root, project, name, None, overlay)
        below, above = (environment.below, environment.above) if environment else ((), ())
        repository = self._snapshot.git.root
        policies = self._policies(root, project)
        folder = repository / root
        workspace = Workspace(folder, project, catalog, repository, name, below, above, policies, self._today)
        return EarlierTree(root, project, name, workspace, overlay)

    def _policies(self, root: str, project: Project) -> tuple[Policy, ...]:
        """Those that can be read: what they impose is part of what a spec meant."""
        if not project.policies:
            return ()
        from gitune.canonical.globs import matches
        from gitune.policy.read import read_policy

        files = [path for path in self._snapshot.below(root) if matches(relative(path, root), project.policies)]
        read_all = (read_policy(data, file).policy for file, data in self._snapshot.read(files).items())
        return tuple(policy for policy in read_all if policy is not None)

    def _overlay(self, root: str, project: Project) -> dict[str, bytes]:
        if not project.catalog:
            return {}
        base = joined(root, project.catalog.rstrip("/"))
        return {relative(path, base): data for path, data in self._snapshot.read(self._snapshot.below(base)).items()}

    def _catalog(self, overlay: Mapping[str, bytes]) -> Catalog | None:
        key = tuple(overlay.items())
        if key not in self._catalogs:
            self._catalogs[key] = self._loaded(overlay)
        return self._catalogs[key]

    def _loaded(self, overlay: Mapping[str, bytes]) -> Catalog | None:
        """The catalog with the project's overlay, which is written down for the time of the comparison."""
        roots = [default_root()]
        if overlay:
            folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="gitune-")))
            for path, data in overlay.items():
                file = folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            roots.append(folder)
        try:
            return load_catalog(roots)
        except CatalogError:
            return None
