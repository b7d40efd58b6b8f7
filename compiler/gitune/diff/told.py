"""What a comparison says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from gitune.diff.model import Change, Fate, ObjectChange


class Fact(NamedTuple):
    """One line of what a run means: what it is called, and what it says."""

    name: str
    text: str


class FactChange(NamedTuple):
    """A fact that is another. None: there was none, or there is none."""

    name: str
    before: str | None
    after: str | None


Effect = Literal["starts", "new run", "returns", "edits", "removes", "nothing"]
STARTS: tuple[Effect, ...] = ("starts", "new run")


class Row(NamedTuple):
    """What happens to one run of a matrix."""

    name: str
    effect: Effect
    run: str | None
    earlier_run: str | None
    settings: tuple[tuple[str, str], ...]
    devices: int


class SpecDiff(NamedTuple):
    """What a change does to one fine-tune, or to all runs of a matrix."""

    title: str
    spec: str
    run: str | None
    """The run that stands in Git afterwards."""
    earlier_run: str | None
    effect: Effect
    summary: str
    devices: int
    """Devices of the runs that start; 0 where none does."""
    hours: float | None
    cost: float | None
    meaning: tuple[FactChange, ...]
    resources: tuple[FactChange, ...]
    cluster: tuple[str, ...]
    objects: tuple[ObjectChange, ...]
    config: tuple[Change, ...]
    """Keys of the resolved config that are others."""
    environment: str | None = None
    causes: tuple[str, ...] = ()
    """The files, and parts of gitune.yaml, that say something else."""
    shape: str = ""
    """The change without the names in it: the same for equal changes."""
    rows: tuple[Row, ...] = ()
    """Every run of a matrix."""

    @property
    def heading(self) -> str:
        """`<environment>: <namespace>/<name>`."""
        return f"{self.environment}: {self.title}" if self.environment else self.title

    @property
    def started(self) -> int:
        """How many runs start."""
        return _count(self, STARTS)

    @property
    def returned(self) -> int:
        """How many runs come back that are still on the cluster."""
        return _count(self, ("returns",))

    @property
    def other_causes(self) -> tuple[str, ...]:
        """What is worth saying: a change of the spec alone explains itself."""
        return () if self.causes == (self.spec,) else self.causes

    def count(self, fate: Fate) -> int:
        """How many objects have this fate."""
        return sum(change.fate == fate for change in self.objects)


def _count(spec: SpecDiff, effects: Sequence[Effect]) -> int:
    return sum(row.effect in effects for row in spec.rows) if spec.rows else int(spec.effect in effects)


class ProjectDiff(NamedTuple):
    """What a change does to what stands once for a project, in one environment."""

    file: str
    """The project's file, from the repository's root."""
    environment: str | None
    cluster: tuple[str, ...]
    objects: tuple[ObjectChange, ...]

    def count(self, fate: Fate) -> int:
        """How many objects have this fate."""
        return sum(change.fate == fate for change in self.objects)


class Report(NamedTuple):
    """Everything that a change does."""

    against: str
    unchanged: int
    """Specs of which nothing changes."""
    specs: tuple[SpecDiff, ...]
    projects: tuple[ProjectDiff, ...] = ()

    @property
    def changed(self) -> int:
        """Specs of which something changes, in whatever environment."""
        return len({spec.spec for spec in self.specs})

    def count(self, fate: Fate) -> int:
        """How many objects have this fate."""
        return sum(each.count(fate) for each in (*self.specs, *self.projects))

    @property
    def runs(self) -> int:
        """How many runs start."""
        return sum(spec.started for spec in self.specs)

    @property
    def returning(self) -> int:
        """How many runs come back that are still on the cluster."""
        return sum(spec.returned for spec in self.specs)
