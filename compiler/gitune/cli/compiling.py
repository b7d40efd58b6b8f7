"""Compiling what was read, for verbs that need more of a run than its files and its diagnostics."""

from __future__ import annotations

from collections.abc import Sequence

from gitune.diagnostics.model import Diagnostic
from gitune.fleet.compiled import Compiled, compiled
from gitune.fleet.families import Family, found_in, volumes
from gitune.workspace.model import Inputs, Workspace
from gitune.workspace.together import shared_leaks, without_disputed

__all__ = ["Compiled", "by_workspace", "compile_inputs"]


def compile_inputs(inputs: Inputs) -> tuple[list[Compiled], list[Diagnostic]]:
    """Compiles every spec; the diagnostics are those of reading, of each spec, and of what two of them claim."""
    items = [compiled(spec) for spec in inputs.specs]
    families = volumes(items)
    runs = without_disputed(found_in(items, families), inputs)
    diagnostics = [*inputs.diagnostics, *runs, *_clashes(items, families)]
    return items, [*diagnostics, *shared_leaks(inputs, diagnostics)]


def by_workspace(items: Sequence[Compiled]) -> dict[str, tuple[Workspace, list[Compiled]]]:
    """The specs of each rendered tree, by its folder."""
    groups: dict[str, tuple[Workspace, list[Compiled]]] = {}
    for item in items:
        workspace = item.input.workspace
        groups.setdefault(str(workspace.output), (workspace, []))[1].append(item)
    return groups


def _clashes(items: Sequence[Compiled], families: Sequence[Family]) -> list[Diagnostic]:
    if len(items) < 2:
        return []
    from gitune.fleet.clashes import Claimant, clashes_of
    from gitune.fleet.facts import facts_of
    from gitune.fleet.trees import tree_clashes

    pairs = [(item, facts_of(item.input, item.compilation)) for item in items]
    pairs += [(family.runs[0], family.facts) for family in families]
    claimants = [
        Claimant(str(item.input.document.file), item.input.workspace, facts)
        for item, facts in pairs
        if facts is not None
    ]
    workspaces = {id(item.input.workspace): item.input.workspace for item in items}
    return [*clashes_of(claimants), *tree_clashes(workspaces.values())]
