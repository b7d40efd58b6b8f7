"""Specs to what `gitune lock` is wanted for: one file for each spec, with the runs of all its environments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gitune.catalog.load import CatalogError
from gitune.cli.inputs import read_inputs
from gitune.compiler import Around, compile_spec
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Severity, Span
from gitune.lock.model import Lock
from gitune.lock.name import lock_name
from gitune.plan.model import Plan
from gitune.project.model import Project
from gitune.resolve.wishes import FileWish, Wish
from gitune.source.document import Document
from gitune.workspace.model import SpecInput, Where
from gitune.workspace.problems import broken_catalog, shown


class WantedLock(NamedTuple):
    """A lock's place, what it is for, and where each of its runs is written."""

    file: Path
    documents: tuple[Document, ...]
    wish: FileWish


class Wanted(NamedTuple):
    """All locks that are wanted."""

    locks: tuple[WantedLock, ...]
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with the specs, and with locks that are there."""
    texts: dict[str, str]


def wanted_locks(paths: Sequence[str], where: Where, *, check: bool) -> Wanted:
    """The locks of the specs that `paths` name.

    Args:
        paths: specs, and folders to search.
        where: the project, and the environments that are asked for. Those of others are kept as far as they fit.
        check: whether a lock that cannot be read is an error, and not one to make anew.
    """
    asked = read_inputs(paths, where)
    every = read_inputs(paths, where._replace(environments=())) if where.environments else asked
    files = {_lock_of(spec) for spec in asked.specs}
    locks = {shown(file) for file in files}
    complete = all(one.severity is not Severity.ERROR or _is_in(one, locks) for one in every.diagnostics)
    found: dict[Path, _Found] = {}
    for spec in every.specs:
        file = _lock_of(spec)
        if file in files:
            found.setdefault(file, _Found(file, spec.lock, complete=complete)).add(spec, where)
    diagnostics = [*asked.diagnostics, *(one for each in found.values() for one in each.diagnostics)]
    if not check:
        diagnostics = [_anew(one) if _is_in(one, locks) else one for one in diagnostics]
    wanted = (each.wanted() for each in found.values())
    return Wanted(tuple(one for one in wanted if one is not None), tuple(dict.fromkeys(diagnostics)), asked.texts)


def lock_problem(code: str, file: str, what: str, hint: str | None = None) -> Diagnostic:
    """What is to be said of a lock file."""
    return Diagnostic(code, severity_of(code), f"{file} {what}", Span(file, 1, 1, 1, 1), hint=hint)


class _Found:
    """The runs of one spec, as they are found."""

    def __init__(self, file: Path, existing: Lock | None, *, complete: bool) -> None:
        self._file = file
        self._existing = existing
        self._complete = complete
        self._runs: list[tuple[Document, Wish]] = []
        self.diagnostics: list[Diagnostic] = []

    def add(self, spec: SpecInput, where: Where) -> None:
        """Adds a run, where it compiles without what the lock says."""
        asked = not where.environments or spec.environment in where.environments
        project = spec.workspace.project.model_copy(update={"require_lock": False})
        plan, errors = _planned(spec, project)
        if asked:
            self.diagnostics += errors
        if plan is None or errors:
            self._complete = False
        else:
            self._runs.append((spec.document, Wish(plan, project, spec.workspace.catalog, asked)))

    def wanted(self) -> WantedLock | None:
        """The lock; None where none of the runs that are asked for compiles."""
        wishes = tuple(wish for _, wish in self._runs)
        if not any(wish.asked for wish in wishes):
            return None
        documents = tuple(document for document, _ in self._runs)
        return WantedLock(self._file, documents, FileWish(wishes, self._existing, self._complete))


def _planned(spec: SpecInput, project: Project) -> tuple[Plan | None, list[Diagnostic]]:
    family = spec.variant.family if spec.variant else None
    try:
        compilation = compile_spec(spec.document, project, spec.workspace.catalog, around=Around(family))
    except CatalogError as error:
        return None, [broken_catalog(error)]
    return compilation.plan, [one for one in compilation.diagnostics if one.severity is Severity.ERROR]


def _lock_of(spec: SpecInput) -> Path:
    place = spec.workspace.root / spec.origin
    return place.with_name(lock_name(place.name))


def _is_in(diagnostic: Diagnostic, files: set[str]) -> bool:
    return diagnostic.span is not None and diagnostic.span.file in files


def _anew(diagnostic: Diagnostic) -> Diagnostic:
    file = diagnostic.span.file if diagnostic.span else ""
    return lock_problem("GT456", file, "cannot be read, and everything is resolved anew")
