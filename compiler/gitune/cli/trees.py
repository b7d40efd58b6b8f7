"""Rendered trees: written, or compared with what specs compile to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.emit.delivery import delivery_of
from gitune.emit.drift import Drift
from gitune.emit.tree import ForeignFilesError, Judged, Tree
from gitune.fleet.fleet import Fleet
from gitune.fleet.model import Part, Task
from gitune.workspace.model import Workspace
from gitune.workspace.problems import shown

if TYPE_CHECKING:
    from gitune.cli.compiling import Compiled
    from gitune.fleet.touched import Changes

_DRIFT = {
    "changed": ("GT501", "differs from what the spec compiles to"),
    "missing": ("GT502", "is missing"),
    "unexpected": ("GT503", "is not part of what the spec compiles to"),
}


def drift_of(compiled: Sequence[Compiled]) -> list[Diagnostic]:
    """How the rendered trees differ from what specs compile to, which were compiled already."""
    from gitune.cli.compiling import by_workspace
    from gitune.cli.families import volume_files

    found: list[Diagnostic] = []
    for workspace, items in by_workspace(compiled).values():
        tree = _tree(workspace, Task("drift"), ())
        files = {path: data for item in items for path, data in item.files().items()} | volume_files(items)
        found += _told(tree.root, tree.drift(files))
    return found


def drift(fleet: Fleet, task: Task, whole: Collection[Path], since: Changes | None) -> list[Diagnostic]:
    """How the rendered trees differ.

    Args:
        fleet: what was compared, run by run.
        task: where the trees are.
        whole: roots of projects all of whose specs were asked for.
        since: the changes that are looked at alone.
    """
    found: list[Diagnostic] = []
    for workspace, parts in fleet.by_tree().values():
        files, judged = _files(parts), _judged(parts)
        if since is None:
            tree = _tree(workspace, task, whole)
            judged = judged._replace(stale=_left(tree, parts))
        else:
            from gitune.fleet.rendered import Rendered

            tree, rendered = _tree(workspace, task, ()), Rendered(since, task)
            stale = rendered.stale(
                workspace, judged.paths, fleet.left_out(workspace) if workspace.root in whole else None
            )
            if not (parts or stale or rendered.is_other(workspace)):
                continue
            judged = judged._replace(stale=stale)
        found += _told(tree.root, tree.drift(files, judged))
    return found


def write(fleet: Fleet, task: Task, whole: Collection[Path]) -> list[Diagnostic]:
    """Brings the trees to what was compiled, and says what was done."""
    found: list[Diagnostic] = []
    for workspace, parts in fleet.by_tree().values():
        tree = _tree(workspace, task, whole)
        files = {path: data for part in parts for path, data in part.files.items()}
        try:
            judged = _judged([part for part in parts if not part.files])
            change = tree.write(files, judged._replace(stale=_left(tree, parts)))
        except ForeignFilesError as error:
            found += [_foreign(shown(tree.root / path)) for path in error.paths]
        except OSError as error:
            found.append(_unwritable(shown(Path(error.filename or tree.root)), error.strerror))
        else:
            _say(parts, tree.root, change)
    return found


def _tree(workspace: Workspace, task: Task, whole: Collection[Path]) -> Tree:
    return Tree(task.root(workspace), workspace.root in whole, delivery_of(workspace.project))


def _left(tree: Tree, parts: Sequence[Part]) -> Collection[str]:
    """What the specs have left behind; of a whole tree all that no spec renders is removed anyway."""
    if tree.whole:
        return ()
    from gitune.fleet.left import left_behind

    return left_behind(tree.root, parts)


def _files(parts: Sequence[Part]) -> dict[str, bytes]:
    return {path: data for part in parts for path, data in part.files.items()}


def _judged(parts: Sequence[Part]) -> Judged:
    """What parts without files found of themselves in the tree."""
    parts = [part for part in parts if not part.files]
    drifts = [part.drift for part in parts if any(part.drift)]
    return Judged(
        {path for part in parts for path in part.paths},
        Drift(
            tuple(path for drift in drifts for path in drift.changed),
            tuple(path for drift in drifts for path in drift.missing),
            tuple(path for drift in drifts for path in drift.unexpected),
        ),
    )


def _unwritable(file: str, reason: str | None) -> Diagnostic:
    message = f"cannot write {file}: {reason or 'the system refused'}"
    return Diagnostic("GT506", severity_of("GT506"), message, _file_span(file))


def _told(root: Path, drift: Drift) -> Iterator[Diagnostic]:
    for kind, (code, text) in _DRIFT.items():
        for path in getattr(drift, kind):
            file = shown(root / path)
            hint = "run `gitune compile` and commit the result"
            yield Diagnostic(code, severity_of(code), f"{file} {text}", _file_span(file), hint=hint)


def _foreign(file: str) -> Diagnostic:
    return Diagnostic(
        "GT505",
        severity_of("GT505"),
        f"{file} stands where gitune has to write, and gitune did not write it",
        _file_span(file),
        hint="move it out of the rendered tree, or delete it",
    )


def _file_span(file: str) -> Span:
    return Span(file, 1, 1, 1, 1)


def _say(parts: Sequence[Part], root: Path, change: Drift) -> None:
    for line in (line for part in parts for line in part.lines):
        click.echo(line, err=True)
    counts = (
        (len(change.missing), "new"),
        (len(change.changed), "changed"),
        (len(change.unexpected), "removed"),
    )
    said = ", ".join(f"{count} {word}" for count, word in counts if count) or "unchanged"
    click.echo(f"{shown(root)}: {said}", err=True)
