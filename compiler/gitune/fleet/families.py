"""The matrices among what was compiled: each with its runs, and the volume that they share.

`volumes` is all that anybody asks for: a family's files go into the tree beside those of its runs, its facts are
compared with those of other specs, and its diagnostics stop the compile like those of its runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gitune.compiler import VolumeCompilation
    from gitune.diagnostics.model import Diagnostic
    from gitune.fleet.compiled import Compiled
    from gitune.fleet.model import Facts
    from gitune.manifests.model import RenderedVolume
    from gitune.plan.volume import VolumePlan
    from gitune.workspace.model import SpecInput


class Family(NamedTuple):
    """The runs of one matrix, in one environment and one namespace."""

    name: str
    namespace: str
    runs: tuple[Compiled, ...]
    volume: VolumeCompilation | None
    """None where the runs share no volume of their own, or did not all compile."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What was found, comments aside: `found_in` heeds them, with what was found in the runs."""

    @property
    def origin(self) -> str:
        """The spec's file, relative to the project."""
        return self.runs[0].input.origin

    @property
    def plan(self) -> VolumePlan | None:
        """What was decided about the volume."""
        return self.volume.plan if self.volume else None

    @property
    def rendered(self) -> RenderedVolume | None:
        """The volume's objects."""
        return self.volume.rendered if self.volume else None

    @property
    def facts(self) -> Facts | None:
        """What the volume takes for itself in its cluster: a name, and the claim."""
        plan = self.plan
        if plan is None:
            return None
        from gitune.fleet.model import Claim, Facts  # noqa: PLC0415 (few specs have a matrix)

        document = self.runs[0].input.document
        at = document.span(("storage",) if document.has(("storage",)) else ("metadata", "name"))
        nodes = len(plan.runs)
        claim = Claim(plan.name, True, plan.size, plan.class_name, plan.access_modes, nodes, at)
        return Facts(plan.namespace, plan.name, document.span(("metadata", "name")), claim)

    def files(self) -> dict[str, bytes]:
        """The volume's rendered files."""
        if self.rendered is None:
            return {}
        from gitune.emit.files import files_of_volume  # noqa: PLC0415 (see above)

        return files_of_volume(self.rendered, self.origin)


Key = tuple[str, str, str, str]
"""Rendered tree, spec, namespace, matrix."""


def volumes(compiled: Sequence[Compiled]) -> list[Family]:
    """Every matrix of what was compiled, of any number of specs and environments; costs nothing where there is none."""
    groups: dict[Key, list[Compiled]] = {}
    for item in compiled:
        variant, spec = item.input.variant, item.compilation.spec
        if variant is not None:
            namespace = spec.metadata.namespace if spec else ""
            key = (str(item.input.workspace.output), item.input.origin, namespace, variant.family)
            groups.setdefault(key, []).append(item)
    return [_family(key, runs) for key, runs in groups.items()]


def _family(key: Key, runs: Sequence[Compiled]) -> Family:
    _, _, namespace, name = key
    family = Family(name, namespace, tuple(runs), None)
    plans = [item.compilation.plan for item in runs if item.compilation.ok and item.compilation.plan]
    if len(plans) < len(runs):
        return family
    from gitune.compiler import compile_volume  # noqa: PLC0415 (see above)

    volume = compile_volume(plans, runs[0].input.workspace.project)
    if volume is None:
        return family
    return family._replace(volume=volume, diagnostics=tuple(map(runs[0].input.document.resolve, volume.findings)))


def found_in(
    compiled: Sequence[Compiled], families: Sequence[Family]
) -> list[tuple[SpecInput, tuple[Diagnostic, ...]]]:
    """Each run with what was found in it. What is said of a volume counts to the first of its runs."""
    more = {id(family.runs[0]): family.diagnostics for family in families}
    return [(item.input, item.diagnostics(more.get(id(item), ()))) for item in compiled]


def lines_of(compiled: Sequence[Compiled]) -> list[str]:
    """What was compiled, a line for each run; one for all runs of a matrix."""
    families = {id(item): family for family in volumes(compiled) for item in family.runs}
    lines: dict[str, None] = {}
    for item in compiled:
        rendered, family = item.compilation.rendered, families.get(id(item))
        if rendered is not None:
            line = f"run {rendered.run_name}" if family is None else _line(family)
            lines[f"{item.input.origin}: {line} in namespace {rendered.namespace}"] = None
    return list(lines)


def _line(family: Family) -> str:
    count = len(family.runs)
    shared = f" on the volume {family.plan.name} ({family.plan.size})" if family.plan else ""
    return f"{count} run{'s' if count > 1 else ''} of the matrix {family.name}{shared}"
