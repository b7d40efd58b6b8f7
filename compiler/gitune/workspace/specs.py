"""A spec's file to the runs that it is: one for each environment, and for each combination of its grid."""

from __future__ import annotations

import os
from pathlib import Path

from gitune.source.document import Document
from gitune.workspace.documents import read_document, read_lock_of
from gitune.workspace.model import STDIN, Inputs, SpecFile, SpecInput, Workspace
from gitune.workspace.problems import real, shown

_COMPOSING = ("extends", "matrix")


def read_specs(file: SpecFile, inputs: Inputs, bases: Bases) -> list[SpecInput]:
    """The runs of one file. What is wrong with it goes to `inputs`."""
    document = read_document(file.path, inputs)
    if document is None:
        return []
    lock = read_lock_of(file.path, inputs)
    found: list[SpecInput] = []
    for workspace in file.workspaces:
        plain = SpecInput(workspace, origin_of(file.path, workspace.root), document, lock)
        found += _runs(plain, inputs, bases) if _is_composed(document, workspace) else [plain]
    return found


class Bases:
    """What specs start from, each file read once."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[Document | None, Inputs]] = {}

    def read(self, repository: Path, place: str, inputs: Inputs) -> Document | None:
        """A base by its path from the repository's root; None where there is none to read.

        What is wrong with it goes to `inputs`, once, whoever asked for it before.
        """
        file = repository / place
        if file not in self._known:
            own = Inputs()
            document = read_document(file, own) if is_base(repository, place) else None
            self._known[file] = document, own
            own.bases[place] = shown(file), own.digests.get(shown(file))
        document, own = self._known[file]
        if not own.texts.keys() <= inputs.texts.keys() or not own.texts:
            inputs.diagnostics += own.diagnostics
            inputs.texts |= own.texts
        inputs.bases |= own.bases
        return document


def is_base(repository: Path, place: str) -> bool:
    """Whether there is a file, and it lies in the repository wherever links lead."""
    file = repository / place
    try:
        return file.resolve().is_relative_to(repository.resolve()) and file.is_file()
    except (OSError, RuntimeError):
        return False  # links in a ring, or a name that the system refuses


def _is_composed(document: Document, workspace: Workspace) -> bool:
    """Whether anything else speaks, so that plain specs do not pay for it."""
    if workspace.below or workspace.above or workspace.policies:
        return True
    return any(document.has((name,)) for name in _COMPOSING)


def _runs(plain: SpecInput, inputs: Inputs, bases: Bases) -> list[SpecInput]:
    from gitune.workspace.runs import runs_of  # noqa: PLC0415 (see `_is_composed`)

    workspace = plain.workspace
    place = Path(os.path.relpath(workspace.root / plain.origin, workspace.repository)).as_posix()
    found = runs_of(plain, place, lambda base: bases.read(workspace.repository, base, inputs))
    inputs.diagnostics += found.diagnostics
    return list(found.runs)


def origin_of(file: Path, root: Path) -> str:
    """A spec's path relative to its project, with forward slashes."""
    if str(file) == STDIN:
        return "stdin"
    return Path(os.path.relpath(real(file), root)).as_posix()
