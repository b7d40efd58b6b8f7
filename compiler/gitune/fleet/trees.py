"""Projects that would write into each other's trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Related, Span
from gitune.workspace.model import PROJECT_FILE, Workspace
from gitune.workspace.problems import shown


def tree_clashes(workspaces: Iterable[Workspace]) -> list[Diagnostic]:
    """Two projects with one tree, or one inside the other. Environments of one project are looked at where it is read.

    A folder of specs without a project file is nobody's project: its tree is not looked at.
    """
    mine = [one for one in workspaces if one.document is not None]
    if len({one.root for one in mine}) < 2:
        return []
    return list(_clashes([(one.output.resolve(), one) for one in mine]))


def _clashes(trees: Sequence[tuple[Path, Workspace]]) -> Iterator[Diagnostic]:
    """The first clash of every two projects."""
    owners: dict[Path, Workspace] = {}
    for tree, one in trees:
        owners.setdefault(tree, one)
    told: set[frozenset[Path]] = set()
    for tree, one in trees:
        for above in (tree, *tree.parents):
            other = owners.get(above)
            if other is None or other.root == one.root or frozenset((one.root, other.root)) in told:
                continue
            told.add(frozenset((one.root, other.root)))
            yield _refused(tree, one, above, other)


def _refused(tree: Path, one: Workspace, above: Path, other: Workspace) -> Diagnostic:
    where = "is" if tree == above else "lies in"
    message = f"the tree of this project, `{shown(tree)}`, {where} that of another project, `{shown(above)}`"
    related = Related(_place(other), "the other project")
    hint = "give one of them another `output`"
    return Diagnostic("GT593", severity_of("GT593"), message, _place(one), (related,), hint)


def _place(workspace: Workspace) -> Span:
    """Where the project file says its output; its first line where it does not."""
    document = workspace.document
    if document is not None and document.has(("output",)):
        return document.span(("output",))
    return Span(document.file if document else shown(workspace.root / PROJECT_FILE), 1, 1, 1, 1)
