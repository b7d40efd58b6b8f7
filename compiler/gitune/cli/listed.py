"""What `gitune list` lists: the specs as they compile, beside their rendered trees and the last commit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gitune.cli.compiling import Compiled, by_workspace
from gitune.cli.first_errors import FirstErrors
from gitune.diagnostics.model import Diagnostic
from gitune.emit.files import Files
from gitune.fleet.families import volumes
from gitune.listing.entries import broken_entry, entry_of
from gitune.listing.model import Entry, Fact, Listing, Mistake
from gitune.listing.repositories import Repositories
from gitune.listing.stale import standing_beside
from gitune.listing.states import disk_of, state_of
from gitune.listing.wording import clean
from gitune.workspace.model import Inputs, SpecInput, Workspace


def listing_of(
    inputs: Inputs, compiled: Sequence[Compiled], errors: FirstErrors, repositories: Repositories
) -> Listing:
    """Every run that was asked for, in order."""
    entries = list(_unread(inputs, compiled, errors))
    broken = {id(item): error for item in compiled if (error := errors.of(item)) or not item.compilation.ok}
    shared = {id(item): family.files() for family in volumes(compiled) for item in family.runs}
    for workspace, items in by_workspace(compiled).values():
        entries += [_broken(item, broken[id(item)]) for item in items if id(item) in broken]
        sound = [_Sound(item, item.files(), shared.get(id(item), {})) for item in items if id(item) not in broken]
        entries += _sound(workspace, sound, repositories)
    entries += _stale(inputs, entries)
    owned = (_owned(entry, workspace, repositories) for workspace, entry in entries)
    return Listing(tuple(sorted(owned, key=Entry.sort_key)), repositories.commit())


Placed = tuple[Workspace, Entry]


def _unread(inputs: Inputs, compiled: Sequence[Compiled], errors: FirstErrors) -> Iterator[Placed]:
    """Specs that could not be read so far that there is a run."""
    read = {(id(item.input.workspace), item.input.origin) for item in compiled}
    for file in inputs.files:
        for workspace in file.workspaces if file.path.exists() else ():
            origin = Path(os.path.relpath(file.path.resolve(), workspace.root)).as_posix()
            if (id(workspace), origin) not in read:
                place, error = _place(workspace, origin), errors.of_file(file.path)
                yield workspace, _in(workspace, broken_entry(None, place, _mistake(error, workspace)))


def _broken(item: Compiled, error: Diagnostic | None) -> Placed:
    workspace, place = item.input.workspace, _place(item.input.workspace, item.input.origin)
    entry = broken_entry(item.input.document.data, place, _mistake(error, workspace))
    return workspace, _in(workspace, entry)


class _Sound(NamedTuple):
    """A run that compiles."""

    item: Compiled
    own: Files
    shared: Files
    """Of the volume that it shares with the other runs of its matrix."""


def _sound(workspace: Workspace, runs: Sequence[_Sound], repositories: Repositories) -> Iterator[Placed]:
    """Runs of one tree that compile."""
    disk = disk_of(workspace.output, [files for run in runs for files in (run.own, run.shared)])
    repository = repositories.at(workspace.repository)
    for item, own, shared in runs:
        spec, plan, rendered, _ = item.compilation
        if spec is None or plan is None or rendered is None:
            continue
        archived = f"{rendered.namespace}/{rendered.run_name}" in workspace.project.archive
        state = "archived" if archived else state_of(own, shared, disk, repository, workspace.output)
        entry = entry_of(spec, plan, rendered, state, _place(workspace, item.input.origin))
        yield workspace, _in(workspace, entry._replace(facts=(*entry.facts, *_composition(item.input))))


def _composition(spec: SpecInput) -> Iterator[Fact]:
    if spec.variant is not None:
        yield Fact("Grid", clean(", ".join(f"{path} {value}" for path, value in spec.variant.settings)))
    if spec.bases:
        yield Fact("Extends", clean(", ".join(spec.bases)))


def _stale(inputs: Inputs, entries: Sequence[Placed]) -> Iterator[Placed]:
    """What stands in the trees of whole projects beside the runs that are listed."""
    workspaces = {str(one.output): one for file in inputs.files for one in file.workspaces if one.root in inputs.whole}
    for output, workspace in workspaces.items():
        here = [entry for other, entry in entries if str(other.output) == output]
        specs = {entry.spec for entry in here if entry.name is None}
        for run in standing_beside(workspace.output, {entry.name for entry in here if entry.name}):
            place = _place(workspace, run.spec)
            if place not in specs:
                archived = f"{run.title.partition('/')[0]}/{run.run}" in workspace.project.archive
                entry = Entry(run.title, "archived" if archived else "stale", place, run=run.run)
                yield workspace, _in(workspace, entry)


def _in(workspace: Workspace, entry: Entry) -> Entry:
    return entry._replace(environment=workspace.environment)


def _owned(entry: Entry, workspace: Workspace, repositories: Repositories) -> Entry:
    """With the owners of the spec's file, where no label names one."""
    return entry if entry.owners else entry._replace(owners=repositories.at(workspace.repository).owners.of(entry.spec))


def _place(workspace: Workspace, origin: str) -> str:
    """A spec's path from the repository's root."""
    return clean(Path(os.path.relpath(workspace.root / origin, workspace.repository)).as_posix())


def _mistake(error: Diagnostic | None, workspace: Workspace) -> Mistake | None:
    if error is None:
        return None
    file = Path(error.span.file).resolve() if error.span else workspace.root
    place = Path(os.path.relpath(file, workspace.repository)).as_posix()
    return Mistake(error.code, clean(error.message), clean(place), error.span.line if error.span else 1)
