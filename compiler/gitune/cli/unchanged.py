"""Earlier specs that need not be compiled: nothing that they are made of is another now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from gitune.canonical.globs import matches
from gitune.cli.compiling import Compiled
from gitune.cli.earlier_projects import EarlierTree
from gitune.cli.now import NowSide
from gitune.cli.places import joined, relative, within
from gitune.cli.revision import EarlierRun
from gitune.git.snapshot import Snapshot
from gitune.lock.name import lock_name
from gitune.workspace.model import PROJECT_FILE, Workspace


class Unchanged:
    """Compares by what git says of files, and asks it once."""

    def __init__(
        self, snapshot: Snapshot, project_file: str | None, compiled: Sequence[Compiled], now: Sequence[NowSide]
    ) -> None:
        """`project_file` is that of every spec, where the command line names one."""
        self._snapshot = snapshot
        self._project_file = project_file
        self._trees: dict[tuple[str, str | None], bool] = {}
        self._sides: dict[tuple[str, str | None, str], list[NowSide]] = {}
        for side in now:
            self._sides.setdefault((side.root, side.environment, side.side.spec), []).append(side)
        self._inputs = {(item.input.environment, self._place(item)): item.input for item in compiled}

    def runs(self, tree: EarlierTree, spec: str) -> Sequence[EarlierRun] | None:
        """The runs of an earlier spec, as they are now; None where something of it may be another."""
        sides = self._sides.get((tree.root, tree.environment, spec))
        run = self._inputs.get((tree.environment, spec))
        if not sides or run is None or not self._is_same_project(tree, run.workspace):
            return None
        if not self._are_same([spec, *run.bases]) or not self._stays(lock_name(spec)):
            return None
        origin = relative(spec, tree.root)
        found = (one.side for one in sides)
        return [EarlierRun(tree, origin, s.namespace, s.name, s.run, s.files, s.family) for s in found]

    @cached_property
    def _changed(self) -> frozenset[str]:
        return self._snapshot.changed()

    def _place(self, item: Compiled) -> str | None:
        return within(self._snapshot.git, item.input.workspace.root / item.input.origin)

    def _is_same_project(self, tree: EarlierTree, workspace: Workspace) -> bool:
        key = (tree.root, tree.environment)
        if key not in self._trees:
            self._trees[key] = self._has_same_project(tree, workspace)
        return self._trees[key]

    def _has_same_project(self, tree: EarlierTree, workspace: Workspace) -> bool:
        """The project's file is the same, and so are its policies and its own entries of the catalog."""
        own = self._project_file or joined(tree.root, PROJECT_FILE)
        if tree.workspace is None or not self._stays(own):
            return False
        files = {within(self._snapshot.git, file) or "" for file in _files(workspace)}
        others = (relative(path, tree.root) for path in self._changed)
        patterns = (*workspace.project.policies, f"{(workspace.project.catalog or '').rstrip('/')}/**")
        return self._are_same(files) and not any(matches(path, patterns) for path in others)

    def _stays(self, file: str) -> bool:
        """Whether a file is the same, or is not there as it was not there."""
        if file in self._snapshot.objects:
            return file not in self._changed
        return not (self._snapshot.git.root / file).is_file()

    def _are_same(self, files: Iterable[str]) -> bool:
        return all(file in self._snapshot.objects and file not in self._changed for file in files)


def _files(workspace: Workspace) -> Iterator[Path]:
    """What a project reads besides its specs and its own file."""
    project, root = workspace.project, workspace.root
    for pattern in project.policies:
        yield from (file for file in root.glob(pattern) if file.is_file())
    if project.catalog:
        yield from (file for file in (root / project.catalog).rglob("*") if file.is_file())
