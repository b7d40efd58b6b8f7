"""Reading what a compile needs: specs, the project file, the catalog. The only place where the CLI opens them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gitune.catalog.load import CatalogError, default_root, load_catalog
from gitune.catalog.model import Catalog
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.lock.name import lock_name
from gitune.project.model import DEFAULT_PROJECT, GitOps, Project
from gitune.source.document import Document
from gitune.source.read import MAX_BYTES, read

if TYPE_CHECKING:
    from gitune.lock.model import Lock

PROJECT_FILE = "gitune.yaml"
SPEC_FILE = "finetune.yaml"
SPEC_SUFFIX = ".finetune.yaml"
STDIN = "-"


class Workspace(NamedTuple):
    """A project: the folder of its project file, or of the spec where there is none."""

    root: Path
    project: Project
    catalog: Catalog

    @property
    def output(self) -> Path:
        """The folder of the rendered tree."""
        return self.root / self.project.output


class SpecInput(NamedTuple):
    """One spec file, as far as it could be read."""

    workspace: Workspace
    origin: str
    """Path relative to the project, with forward slashes."""
    document: Document
    lock: Lock | None = None
    """What is pinned; None where there is no lock file, or a broken one."""


@dataclass(slots=True)
class Inputs:
    """Everything that was read, and what could not be."""

    specs: list[SpecInput] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """Text of every file that a diagnostic may point into."""
    whole: set[Path] = field(default_factory=set)
    """Roots of projects all of whose specs were asked for."""


def read_inputs(
    paths: Sequence[str], project_file: str | None = None, *, locked: bool = False, gitops: GitOps | None = None
) -> Inputs:
    """Reads the specs that `paths` name: files, folders (searched), or `-` for standard input.

    `locked` asks every project for a lock, and `gitops` chooses its tool, whatever its file says.
    """
    inputs = Inputs()
    workspaces: dict[Path, Workspace | None] = {}
    for path in paths or _default_paths():
        for file in _expand(Path(path), inputs) if path != STDIN else [Path(STDIN)]:
            root, found = _locate(file, project_file)
            if root not in workspaces:
                wishes = _wishes(locked=locked, gitops=gitops)
                workspaces[root] = _workspace(root, found, inputs, wishes)
            workspace = workspaces[root]
            if workspace is not None:
                _read_spec(file, workspace, inputs)
            if Path(path).is_dir() and Path(path).resolve() == root:
                inputs.whole.add(root)
    return inputs


def spec_files(paths: Sequence[str], inputs: Inputs) -> list[Path]:
    """The spec files that `paths` name, each once; `-` stays what it is."""
    found = (file for path in paths or _default_paths() for file in _expand(Path(path), inputs))
    return list(dict.fromkeys(found))


def shown(path: Path) -> str:
    """A path as diagnostics show it: relative to the working directory where it lies below it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def unreadable(file: str, reason: str) -> Diagnostic:
    """The diagnostic of a file that cannot be opened."""
    return Diagnostic("GT001", severity_of("GT001"), f"cannot read {file}: {reason}", Span(file, 1, 1, 1, 1))


def broken_catalog(error: CatalogError) -> Diagnostic:
    """The diagnostic of a catalog file that is not as it should be."""
    file = shown(error.file)
    return Diagnostic("GT013", severity_of("GT013"), f"{file}: {error.message}", Span(file, 1, 1, 1, 1))


def _default_paths() -> list[str]:
    return [SPEC_FILE] if Path(SPEC_FILE).is_file() else ["."]


def _expand(path: Path, inputs: Inputs) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = sorted(_specs_below(path))
    if not found:
        inputs.diagnostics.append(unreadable(shown(path), f"no {SPEC_FILE} or *{SPEC_SUFFIX} in this folder"))
    yield from found


def _specs_below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".") and f not in {"rendered", "node_modules"}]
        yield from (Path(parent, f) for f in files if f == SPEC_FILE or f.endswith(SPEC_SUFFIX))


def _locate(spec: Path, project_file: str | None) -> tuple[Path, Path | None]:
    """The project's root and its file, found by walking up from the spec."""
    if project_file is not None:
        return Path(project_file).resolve().parent, Path(project_file)
    folder = Path.cwd() if str(spec) == STDIN else spec.resolve().parent
    for parent in (folder, *folder.parents):
        if (parent / PROJECT_FILE).is_file():
            return parent, parent / PROJECT_FILE
    return folder, None


def _wishes(*, locked: bool, gitops: GitOps | None) -> dict[str, object]:
    """Fields of a project that the command line decides."""
    return {**({"require_lock": True} if locked else {}), **({"gitops": gitops} if gitops else {})}


def _workspace(root: Path, project_file: Path | None, inputs: Inputs, wishes: dict[str, object]) -> Workspace | None:
    project = _read_project(root, project_file, inputs, wishes)
    if project is None:
        return None
    roots = [default_root(), *([root / project.catalog] if project.catalog else [])]
    try:
        return Workspace(root, project, load_catalog(roots))
    except CatalogError as error:
        inputs.diagnostics.append(broken_catalog(error))
        return None


def _read_project(root: Path, file: Path | None, inputs: Inputs, wishes: dict[str, object]) -> Project | None:
    """The project file with what the command line decides; without a file only that."""
    document, project = None, DEFAULT_PROJECT
    if file is None and not wishes:
        return project
    if file is not None:
        document = _read_document(file, inputs)
        if document is None:
            return None
        from gitune.project.parse import parse_project

        parsed = parse_project(document)
        inputs.diagnostics += [document.resolve(finding) for finding in parsed.findings]
        if parsed.project is None:
            return None
        project = parsed.project
    from gitune.cli.project_check import project_diagnostics

    project = project.model_copy(update=wishes)
    found = project_diagnostics(project, document, shown(root / PROJECT_FILE))
    inputs.diagnostics += found
    return None if found else project


def _read_spec(file: Path, workspace: Workspace, inputs: Inputs) -> None:
    document = _read_document(file, inputs)
    if document is not None:
        lock = None if str(file) == STDIN else _read_lock(file, inputs)
        inputs.specs.append(SpecInput(workspace, _origin(file, workspace.root), document, lock))


def _read_lock(spec: Path, inputs: Inputs) -> Lock | None:
    file = spec.with_name(lock_name(spec.name))
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        inputs.diagnostics.append(unreadable(shown(file), error.strerror or "the system refused"))
        return None
    from gitune.lock.read import read_lock

    result = read_lock(data, shown(file))
    inputs.diagnostics += result.diagnostics
    inputs.texts[shown(file)] = result.text
    return result.lock


def _origin(file: Path, root: Path) -> str:
    if str(file) == STDIN:
        return "stdin"
    return Path(os.path.relpath(file.resolve(), root)).as_posix()


def _read_document(file: Path, inputs: Inputs) -> Document | None:
    name = "stdin" if str(file) == STDIN else shown(file)
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == STDIN else _bytes(file)
    except OSError as error:
        inputs.diagnostics.append(unreadable(name, error.strerror or "the system refused"))
        return None
    result = read(data, name)
    inputs.diagnostics += result.diagnostics
    inputs.texts[name] = result.text
    return result.document


def _bytes(file: Path) -> bytes:
    """At most one byte more than a spec may have, so that a huge file costs nothing."""
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)
