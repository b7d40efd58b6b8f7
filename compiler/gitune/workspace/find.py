"""Which specs are meant: files, folders to search, and the projects that they belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.lock.name import is_lock_name
from gitune.project.model import SPECS
from gitune.workspace.model import PROJECT_FILE, SPEC_FILE, SPEC_SUFFIX, STDIN, Inputs, SpecFile, Where, Workspace
from gitune.workspace.problems import real, shown, unreadable
from gitune.workspace.projects import Projects

_NOT_SEARCHED = frozenset(["node_modules", "rendered"])


def find_specs(paths: Sequence[str], where: Where, inputs: Inputs) -> list[SpecFile]:
    """The spec files that `paths` name, each once, with the environments that they are compiled for."""
    search = _Search(where, inputs)
    found: dict[Path, SpecFile] = {}
    for path in paths or default_paths():
        for file in search.files(path):
            found.setdefault(file.path, file)
    search.finish()
    return list(found.values())


def spec_files(paths: Sequence[str], inputs: Inputs) -> list[Path]:
    """The files alone, whatever their projects say: those that are named, and in folders all that are called a spec."""
    found: list[Path] = []
    for path in map(Path, paths or default_paths()):
        below = (file for _, files in _walk(path) for file in files)
        here = sorted(filter(_has_spec_name, below)) if path.is_dir() else [path]
        if not here:
            inputs.diagnostics.append(no_specs(path))
        found += here
    return list(dict.fromkeys(found))


def default_paths() -> list[str]:
    """What is meant where nobody names anything."""
    return [SPEC_FILE] if Path(SPEC_FILE).is_file() else ["."]


def is_spec_name(name: str) -> bool:
    """Whether a file of this name is a spec where no project says otherwise."""
    return name == SPEC_FILE or name.endswith(SPEC_SUFFIX)


class _Search:
    """Looks through folders, and knows each project once."""

    def __init__(self, where: Where, inputs: Inputs) -> None:
        self._where = where
        self._inputs = inputs
        self._projects = Projects(where, inputs)
        self._roots: dict[Path, tuple[Path, Path | None]] = {}

    def files(self, path: str) -> Iterator[SpecFile]:
        """The specs of one argument."""
        if path == STDIN or not Path(path).is_dir():
            yield from self._named(Path(path))
            return
        folder = Path(path)
        found = sorted(self._below(folder), key=lambda file: file.path)
        self._inputs.diagnostics += self._empty(folder, found)
        if not found and not self._inputs.diagnostics:
            self._inputs.diagnostics.append(no_specs(folder))
        root = real(folder)
        if any(workspace.root == root for file in found for workspace in file.workspaces):
            self._inputs.whole.add(root)
        yield from found

    def finish(self) -> None:
        """Says which environments nobody has, once everything is found."""
        for name in self._projects.unheard():
            message = f"no project here has an environment `{name}`"
            place = Span(self._projects.first_file() or PROJECT_FILE, 1, 1, 1, 1)
            self._inputs.diagnostics.append(Diagnostic("GT547", severity_of("GT547"), message, place))

    def _empty(self, folder: Path, found: Sequence[SpecFile]) -> Iterable[Diagnostic]:
        """What projects say of specs that are not there, where all of their files were looked at."""
        workspaces = [one for one in self._projects.below(real(folder)) if one.document is not None]
        if not workspaces:
            return ()
        from gitune.workspace.nothing import patterns_of_nothing  # noqa: PLC0415 (a spec alone has no project file)

        return patterns_of_nothing(workspaces, found)

    def _named(self, file: Path) -> Iterator[SpecFile]:
        """A file that is named is a spec, whatever it is called."""
        folder = Path.cwd() if str(file) == STDIN else real(file).parent
        workspaces = self._projects.at(*self._locate(folder))
        if workspaces:
            yield SpecFile(file, workspaces)

    def _below(self, folder: Path) -> Iterator[SpecFile]:
        for parent, files in _walk(folder):
            if not files:
                continue
            here = real(parent)
            root, project_file = self._locate(here)
            for file in files if project_file else filter(_has_spec_name, files):
                meant = [one for one in self._projects.at(root, project_file) if _is_meant(here / file.name, one)]
                if meant:
                    yield SpecFile(file, tuple(meant))

    def _locate(self, folder: Path) -> tuple[Path, Path | None]:
        """The project's root and its file, found by walking up from a folder."""
        if self._where.project_file is not None:
            file = Path(self._where.project_file)
            return real(file).parent, file
        if folder not in self._roots:
            candidates = (parent / PROJECT_FILE for parent in (folder, *folder.parents))
            file = next((each for each in candidates if each.is_file()), folder / PROJECT_FILE)
            self._roots[folder] = (file.parent, file if file.is_file() else None)
        return self._roots[folder]


def _is_meant(file: Path, workspace: Workspace) -> bool:
    """Whether a project wants the file. What gitune itself reads or writes beside specs is none, whatever fits it."""
    patterns = workspace.project.specs
    if patterns == SPECS:
        return is_spec_name(file.name)
    if file.name == PROJECT_FILE or is_lock_name(file.name) or file.is_relative_to(workspace.output):
        return False
    from gitune.canonical.globs import matches  # noqa: PLC0415 (few projects say where their specs live)

    return matches(Path(os.path.relpath(file, workspace.root)).as_posix(), patterns)


def _walk(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Each folder with its YAML files."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NOT_SEARCHED]
        yield Path(parent), [Path(parent, name) for name in files if name.endswith((".yaml", ".yml"))]


def _has_spec_name(file: Path) -> bool:
    return is_spec_name(file.name)


def no_specs(folder: Path) -> Diagnostic:
    """The diagnostic of a folder without specs."""
    return unreadable(shown(folder), f"no {SPEC_FILE} or *{SPEC_SUFFIX} in this folder")
