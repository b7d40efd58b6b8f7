"""The fine-tunes as they compile now, in the trees that they are rendered to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gitune.cli.compiling import Compiled
from gitune.cli.places import joined, within
from gitune.cli.sources import source_of
from gitune.diagnostics.model import Diagnostic
from gitune.diff.model import Side, Source, Tree
from gitune.diff.objects import rendered_objects
from gitune.fleet.families import Family, volumes
from gitune.git.program import Git
from gitune.project.environment import environments_of
from gitune.project.model import DEFAULT_PROJECT, Project
from gitune.project.parse import parse_project
from gitune.source.document import Document
from gitune.source.read import read
from gitune.workspace.model import PROJECT_FILE, Workspace
from gitune.workspace.problems import shown


class NowTree(NamedTuple):
    """A project in one environment, as its file has it."""

    tree: Tree
    project: Project


class NowProject(NamedTuple):
    """A project's file, read for what is compared besides its specs."""

    file: str
    """From the repository's root."""
    trees: tuple[NowTree, ...]
    document: Document | None
    """None where there is no file, or one that cannot be read."""
    whole: Project
    """What holds for all environments."""
    diagnostics: tuple[Diagnostic, ...]


class NowSide(NamedTuple):
    """A fine-tune, and where it belongs."""

    root: str
    environment: str | None
    side: Side
    document: Document


def project_at(git: Git, root: str, file: Path | None) -> NowProject:
    """The project in a folder. `file` is that of all specs, where the command line names one."""
    path = file or git.root / joined(root, PROJECT_FILE)
    name = within(git, path) or joined(root, PROJECT_FILE)
    try:
        result = read(path.read_bytes(), shown(path))
    except OSError:
        return NowProject(name, (_tree(root, None, DEFAULT_PROJECT),), None, DEFAULT_PROJECT, ())
    if result.document is None:
        return NowProject(name, (_tree(root, None, DEFAULT_PROJECT),), None, DEFAULT_PROJECT, result.diagnostics)
    found = environments_of(result.document)
    trees = tuple(_tree(root, each.name, each.project) for each in found.environments)
    whole = parse_project(result.document).project or DEFAULT_PROJECT
    diagnostics = (*result.diagnostics, *found.diagnostics)
    return NowProject(name, trees or (_tree(root, None, DEFAULT_PROJECT),), result.document, whole, diagnostics)


def _tree(root: str, environment: str | None, project: Project) -> NowTree:
    return NowTree(Tree(environment, joined(root, project.output.rstrip("/"))), project)


class NowSides:
    """Everything that compiles, as sides of a comparison."""

    def __init__(self, git: Git, project_file: Path | None) -> None:
        self._git = git
        self._project_file = project_file
        self._bases: dict[Path, bytes] = {}
        self._overlays: dict[Path, dict[str, bytes]] = {}

    def of(self, compiled: Sequence[Compiled]) -> list[NowSide]:
        """Runs, and volumes of matrices. What lies outside the repository has no earlier revision."""
        runs = [self._run(item) for item in compiled]
        return [side for side in (*runs, *(self._volume(family) for family in volumes(compiled))) if side is not None]

    def _source(self, item: Compiled, spec: str) -> Source:
        """What a run's spec is put together of."""
        run, repository = item.input, item.input.workspace.repository
        overlay = self._overlay(run.workspace)
        return source_of(run, spec, self._file_of(run.workspace), lambda name: self._base(repository / name), overlay)

    def _file_of(self, workspace: Workspace) -> str:
        """What the project's file is called; one that is not there is not looked for in the spec's folder."""
        file = self._project_file or workspace.root / PROJECT_FILE
        return (within(self._git, file) or PROJECT_FILE) if workspace.document else PROJECT_FILE

    def _run(self, item: Compiled) -> NowSide | None:
        root, rendered = within(self._git, item.input.workspace.root), item.compilation.rendered
        if root is None or rendered is None:
            return None
        files, variant = item.files(), item.input.variant
        spec = joined(root, item.input.origin)
        side = Side(
            spec,
            rendered.namespace,
            rendered.name,
            rendered.run_name,
            files,
            rendered_objects(rendered, files),
            item.compilation.plan,
            variant.family if variant else None,
            variant.settings if variant else (),
            self._source(item, spec),
            {file.path: file.documents for file in rendered.files},
        )
        return NowSide(root, item.input.environment, side, item.input.document)

    def _volume(self, family: Family) -> NowSide | None:
        first = family.runs[0].input
        root, rendered = within(self._git, first.workspace.root), family.rendered
        if root is None or rendered is None:
            return None
        files = family.files()
        spec, objects = joined(root, family.origin), rendered_objects(rendered, files)
        source = self._source(family.runs[0], spec)
        side = Side(spec, family.namespace, family.name, "", files, objects, None, family.name, (), source)
        return NowSide(root, first.environment, side, first.document)

    def _base(self, file: Path) -> bytes:
        if file not in self._bases:
            self._bases[file] = file.read_bytes() if file.is_file() else b""
        return self._bases[file]

    def _overlay(self, workspace: Workspace) -> dict[str, bytes]:
        """The project's own entries of the catalog."""
        if not workspace.project.catalog:
            return {}
        folder = workspace.root / workspace.project.catalog
        if folder not in self._overlays:
            files = sorted(file for file in folder.rglob("*") if file.is_file())
            self._overlays[folder] = {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
        return self._overlays[folder]
