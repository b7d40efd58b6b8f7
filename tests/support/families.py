"""A spec with a matrix, compiled: its runs, and the volume that they share."""

from __future__ import annotations

from typing import Any, NamedTuple

from gitune.catalog.model import Catalog
from gitune.compiler import Around, Compilation, VolumeCompilation, compile_spec, compile_volume
from gitune.diagnostics.model import Diagnostic
from gitune.layers.compose import Voices
from gitune.layers.matrix import expand
from gitune.lock.model import Lock
from gitune.manifests.model import Rendered, RenderedVolume
from gitune.plan.model import Plan
from gitune.project.model import Project
from gitune.source.document import Document
from support.specs import catalog, document

GRID = {"training.learningRate": [1e-4, 3e-4], "training.seed": [1, 2]}


class Matrix(NamedTuple):
    """What a grid compiles to."""

    runs: tuple[Compilation, ...]
    volume: VolumeCompilation | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def plans(self) -> list[Plan]:
        return [run.plan for run in self.runs if run.plan is not None]

    @property
    def rendered(self) -> list[Rendered]:
        found = [run.rendered for run in self.runs if run.rendered is not None]
        assert len(found) == len(self.runs), self.diagnostics
        return found

    @property
    def claim(self) -> RenderedVolume:
        assert self.volume is not None
        assert self.volume.rendered is not None, self.volume.findings
        return self.volume.rendered


def compiled(spec: Document, project: Project, models: Catalog, lock: Lock | None = None) -> Matrix:
    """Every run of a spec's grid; the spec itself where it has none."""
    expansion = expand(spec)
    if expansion.diagnostics:
        return Matrix((), None, expansion.diagnostics)
    runs = [compile_spec(spec, project, models, lock)] if not expansion.variants else []
    for variant in expansion.variants:
        run = Voices(spec, above=variant.layers).run()
        runs.append(compile_spec(run, project, models, lock, Around(variant.family)))
    volume = None
    if expansion.variants and all(run.ok for run in runs):
        volume = compile_volume([run.plan for run in runs if run.plan is not None], project)
    found = {diagnostic for run in runs for diagnostic in run.diagnostics}
    found |= {spec.resolve(finding) for finding in volume.findings} if volume else set()
    return Matrix(tuple(runs), volume, tuple(sorted(found, key=Diagnostic.sort_key)))


def matrix(grid: dict[str, Any] | None = None, project: Project | None = None, **changes: Any) -> Matrix:
    """Four runs called `test-...`, or those of another grid."""
    spec = document(matrix=grid or GRID, **changes)
    return compiled(spec, project or Project(), catalog())
