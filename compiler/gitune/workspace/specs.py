"""A spec's file to the runs that it is: one for each environment, and for each combination of its grid."""

from __future__ import annotations

import os
from pathlib import Path

from gitune.source.document import Document
from gitune.workspace.documents import read_document, read_lock_of
from gitune.workspace.model import STDIN, Inputs, SpecFile, SpecInput, Workspace

_COMPOSING = ("extends", "matrix")


def read_specs(file: SpecFile, inputs: Inputs, bases: Bases) -> list[SpecInput]:
    """The runs of one file. What is wrong with it goes to `inputs`."""
    document = read_document(file.path, inputs)
    if document is None:
        return []
    lock = read_lock_of(file.path, inputs)
    found: list[SpecInput] = []
    for workspace in file.workspaces:
        plain = SpecInput(workspace, _origin(file.path, workspace.root), document, lock)
        found += _runs(plain, inputs, bases) if _is_composed(document, workspace) else [plain]
    return found


class Bases:
    """What specs start from, each file read once."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._known: dict[Path, Document | None] = {}

    def read(self, repository: Path, place: str) -> Document | None:
        """A base by its path from the repository's root; None where there is none to read."""
        file = repository / place
        if file not in self._known:
            inside = file.resolve().is_relative_to(repository.resolve())
            self._known[file] = read_document(file, self._inputs) if inside and file.is_file() else None
        return self._known[file]


def _is_composed(document: Document, workspace: Workspace) -> bool:
    """Whether anything else speaks, so that plain specs do not pay for it."""
    if workspace.below or workspace.above or workspace.policies:
        return True
    return any(document.has((name,)) for name in _COMPOSING)


def _runs(plain: SpecInput, inputs: Inputs, bases: Bases) -> list[SpecInput]:
    from gitune.workspace.runs import runs_of  # noqa: PLC0415 (see `_is_composed`)

    workspace = plain.workspace
    place = Path(os.path.relpath(workspace.root / plain.origin, workspace.repository)).as_posix()
    found = runs_of(plain, place, lambda base: bases.read(workspace.repository, base))
    inputs.diagnostics += found.diagnostics
    return list(found.runs)


def _origin(file: Path, root: Path) -> str:
    if str(file) == STDIN:
        return "stdin"
    return Path(os.path.relpath(file.resolve(), root)).as_posix()
