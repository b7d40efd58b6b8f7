"""Fine-tunes before and after a change, for tests of what the change means."""

from __future__ import annotations

import copy
from collections.abc import Collection
from typing import Any

from gitune.diff.guard import guard
from gitune.diff.model import Pair, Side
from gitune.diff.objects import rendered_objects
from gitune.emit.files import files_of, files_of_volume
from gitune.plan.model import Plan
from gitune.project.model import Project
from support.families import matrix
from support.runs import plan, rendered


def side(of: Plan | None = None, project: Project | None = None, spec: str = "finetune.yaml", **config: Any) -> Side:
    """A plan, rendered."""
    made = of or plan()
    run = rendered(made, project, **config)
    files = files_of(run, spec)
    return Side(spec, run.namespace, run.name, run.run_name, files, rendered_objects(run, files), made)


def edited(of: Side, kind: str, path: str, value: Any) -> Side:
    """The side with one value of one of its objects set, or dropped where it is None."""
    objects = copy.deepcopy(dict(of.objects))
    target: Any = next(manifest for key, manifest in objects.items() if key.kind == kind)
    *steps, last = path.split(".")
    for step in steps:
        target = target.setdefault(step, {})
    if value is None:
        del target[last]
    else:
        target[last] = value
    return of._replace(objects=objects)


def refused(
    before: Side | None, after: Side | None, archive: Collection[str] = (), known: str | None = None
) -> list[str]:
    """The codes of what the guard says of one change."""
    return [refusal.finding.code for refusal in guard([Pair(before, after, known)], archive)]


def matrix_sides(grid: dict[str, Any] | None = None, **changes: Any) -> list[Side]:
    """The runs of a spec with a matrix, and their volume."""
    made, spec = matrix(grid, **changes), "finetune.yaml"
    sides = []
    for compilation, run in zip(made.runs, made.rendered, strict=True):
        files = files_of(run, spec)
        one = Side(spec, run.namespace, run.name, run.run_name, files, rendered_objects(run, files), compilation.plan)
        sides.append(one._replace(family=made.claim.name, settings=(("of", run.name),)))
    files = files_of_volume(made.claim, spec)
    objects = rendered_objects(made.claim, files)
    return [*sides, Side(spec, made.claim.namespace, made.claim.name, "", files, objects, None, made.claim.name)]
