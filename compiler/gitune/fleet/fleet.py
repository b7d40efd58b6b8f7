"""Every spec that was asked for: compiled or recalled, on as many cores as there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gitune.diagnostics.model import Diagnostic
from gitune.fleet.model import Outcome, Part, Task
from gitune.fleet.unit import Call, Unit
from gitune.workspace.model import STDIN, Inputs, SpecFile, Where, Workspace

if TYPE_CHECKING:
    from gitune.fleet.memory import Memory
    from gitune.fleet.touched import Changes

FEW = 8
"""Fewer specs are compiled sooner than processes are started and a cache is read."""


class How(NamedTuple):
    """What the command line says about the way."""

    jobs: int | None = None
    """Processes at once; as many as there are cores where nobody says."""
    cache: bool = True
    since: Changes | None = None
    """Only specs that these are about; all where nobody says."""


class Fleet(NamedTuple):
    """What came of all specs."""

    files: Sequence[SpecFile]
    outcomes: Sequence[Outcome]
    """One for each file."""
    rest: Sequence[SpecFile]
    """Those that no change is about."""
    diagnostics: list[Diagnostic]
    """Those of reading, of each spec, and of what two of them claim."""

    def parts(self) -> Iterator[tuple[Workspace, Part]]:
        """What every spec puts into its tree."""
        for file, outcome in zip(self.files, self.outcomes, strict=True):
            for part in outcome.parts:
                yield file.workspaces[part.workspace], part

    def by_tree(self) -> dict[str, tuple[Workspace, list[Part]]]:
        """The parts of each rendered tree, by its folder; none of one that no change is about."""
        groups: dict[str, tuple[Workspace, list[Part]]] = {}
        for workspace, part in self.parts():
            groups.setdefault(str(workspace.output), (workspace, []))[1].append(part)
        for workspace in (one for file in self.rest for one in file.workspaces):
            groups.setdefault(str(workspace.output), (workspace, []))
        return groups

    def left_out(self, workspace: Workspace) -> set[str]:
        """The specs of a workspace that no change is about."""
        from gitune.workspace.specs import origin_of  # noqa: PLC0415

        return {
            origin_of(file.path, workspace.root)
            for file in self.rest
            if any(one is workspace for one in file.workspaces)
        }


def fleet_of(inputs: Inputs, where: Where, task: Task, how: How) -> Fleet:
    """Compiles the files of `inputs`. Neither the way nor what is recalled shows in what comes of them."""
    files, rest = _asked(inputs, where, task, how)
    call = Call(task, inputs.narrowed, dict(inputs.texts), is_small=len(files) < FEW)
    outcomes = _outcomes(files, where, call, how)
    diagnostics = [*inputs.diagnostics, *(each for outcome in outcomes for each in outcome.diagnostics)]
    if inputs.texts:
        from gitune.workspace.together import shared_leaks  # noqa: PLC0415 (a spec alone has no project to look into)

        diagnostics += shared_leaks(inputs, diagnostics)
    for outcome in outcomes:
        inputs.texts |= outcome.texts
    if len(inputs.files) > 1 or any(len(outcome.parts) > 1 for outcome in outcomes):
        from gitune.fleet.repository import clashes  # noqa: PLC0415 (one spec clashes with nobody)

        asking = partial(_outcomes, where=where, call=call._replace(task=Task("diagnostics")), how=how)
        diagnostics += clashes(inputs, list(zip(files, outcomes, strict=True)), rest, asking)
    return Fleet(files, outcomes, rest, diagnostics)


def _asked(inputs: Inputs, where: Where, task: Task, how: How) -> tuple[Sequence[SpecFile], Sequence[SpecFile]]:
    """The specs that changes are about, and the others."""
    if how.since is None:
        return inputs.files, ()
    from gitune.fleet.rendered import Rendered  # noqa: PLC0415
    from gitune.fleet.touched import touched  # noqa: PLC0415

    return touched(inputs.files, how.since, where, Rendered(how.since, task) if task.product == "drift" else None)


def _outcomes(files: Sequence[SpecFile], where: Where, call: Call, how: How) -> list[Outcome]:
    is_kept = how.cache and call.task.product != "stream" and len(files) >= FEW
    memory = _memory(files, where, call) if is_kept else None
    unit = Unit(files, call, memory)
    jobs = _jobs(files, how)
    if jobs == 1:
        outcomes = [unit(number) for number in range(len(files))]
    else:
        from gitune.fleet.pool import spread  # noqa: PLC0415 (a compile of one spec has no use for it)

        if memory is None or not memory.knows_anything():
            import gitune.fleet.made  # noqa: F401, PLC0415 (once here, in place of once in each process)
        outcomes = spread(unit, len(files), jobs)
    if memory is not None:
        memory.save(outcomes)
    return outcomes


def _jobs(files: Sequence[SpecFile], how: How) -> int:
    """Standard input is read by one process, and few specs by the one that runs already."""
    if len(files) < 2 or any(str(file.path) == STDIN for file in files):
        return 1
    if how.jobs is not None:
        return how.jobs
    if len(files) < FEW:
        return 1
    from gitune.fleet.cores import cores  # noqa: PLC0415

    return cores()


def _memory(files: Sequence[SpecFile], where: Where, call: Call) -> Memory | None:
    from gitune.fleet.context import contexts_of  # noqa: PLC0415
    from gitune.fleet.memory import Memory  # noqa: PLC0415
    from gitune.fleet.place import cache_file  # noqa: PLC0415
    from gitune.fleet.store import open_store  # noqa: PLC0415

    place = cache_file(_repository(files))
    workspaces = (workspace for file in files for workspace in file.workspaces)
    contexts = contexts_of(workspaces, where, call.narrowed) if place is not None else None
    return Memory(open_store(place), contexts) if place is not None and contexts is not None else None


def _repository(files: Sequence[SpecFile]) -> Path:
    """That of the first spec: one call has one cache."""
    return next(workspace.repository for file in files for workspace in file.workspaces)
