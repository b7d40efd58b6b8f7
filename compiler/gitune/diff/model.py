"""What is compared, and what a comparison says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

from gitune.diagnostics.model import Finding
from gitune.manifests.model import Manifest
from gitune.plan.model import Plan


class Key(NamedTuple):
    """What makes an object one and the same for the cluster. No two kinds that are rendered share a name."""

    kind: str
    namespace: str
    """Empty for what stands in no namespace."""
    name: str


Objects = Mapping[Key, Manifest]
"""Everything that Flux applies for one fine-tune."""


class Side(NamedTuple):
    """A fine-tune as it was, or as it becomes."""

    spec: str
    """The spec's file, from the repository's root."""
    namespace: str
    name: str
    run: str
    files: Mapping[str, bytes]
    """The rendered files, by their path below the output folder."""
    objects: Objects
    plan: Plan | None
    """None where a spec of earlier does not compile with this gitune, or is not there any more."""

    @property
    def title(self) -> str:
        """`<namespace>/<name>`."""
        return f"{self.namespace}/{self.name}"

    @property
    def run_title(self) -> str:
        """`<namespace>/<run>`, as the archive lists runs."""
        return f"{self.namespace}/{self.run}"

    def of_kind(self, *kinds: str) -> Objects:
        """The objects of some kinds."""
        return {key: value for key, value in self.objects.items() if key.kind in kinds}


class Pair(NamedTuple):
    """One fine-tune before and after; one of the two may not be there."""

    before: Side | None
    after: Side | None
    known: str | None = None
    """The commit that brought the run into Git before, for one that is not in the earlier tree."""

    @property
    def side(self) -> Side:
        """What it is now, or was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a pair of nothing")
        return found

    @property
    def renamed(self) -> bool:
        """Whether one spec has become another fine-tune."""
        return self.before is not None and self.after is not None and self.before.title != self.after.title

    @property
    def starts(self) -> bool:
        """Whether a TrainJob is applied that was not there before."""
        if self.after is None:
            return False
        return self.before is None or self.before.run_title != self.after.run_title


class Change(NamedTuple):
    """One value that is another: a path, and what it was and is. None: not there."""

    path: str
    before: Any
    after: Any


class Fact(NamedTuple):
    """One line of what a run means: what it is called, and what it says."""

    name: str
    text: str


class FactChange(NamedTuple):
    """A fact that is another. None: there was none, or there is none."""

    name: str
    before: str | None
    after: str | None


Fate = Literal["created", "again", "changed", "deleted", "left"]
"""What happens to an object. `left`: it leaves Git and stays on the cluster; `again`: it had, and comes back."""
FATES: tuple[Fate, ...] = get_args(Fate)


class ObjectChange(NamedTuple):
    """What happens to one object, and for a changed one to which of its values."""

    key: Key
    fate: Fate
    changes: tuple[Change, ...] = ()


Effect = Literal["starts", "new run", "returns", "edits", "removes", "nothing"]


class SpecDiff(NamedTuple):
    """What a change does to one fine-tune."""

    title: str
    spec: str
    run: str | None
    """The run that stands in Git afterwards."""
    earlier_run: str | None
    effect: Effect
    summary: str
    devices: int
    """Devices of a run that starts; 0 where none does."""
    hours: float | None
    cost: float | None
    meaning: tuple[FactChange, ...]
    resources: tuple[FactChange, ...]
    cluster: tuple[str, ...]
    objects: tuple[ObjectChange, ...]
    config: tuple[Change, ...]
    """Keys of the resolved config that are others."""

    @property
    def starts(self) -> bool:
        """Whether a run starts."""
        return self.effect in ("starts", "new run")

    def count(self, fate: Fate) -> int:
        """How many objects have this fate."""
        return sum(change.fate == fate for change in self.objects)


class Refusal(NamedTuple):
    """What the guard refuses, or warns of."""

    spec: str
    """The spec's file, from the repository's root."""
    finding: Finding


class Report(NamedTuple):
    """Everything that a change does."""

    against: str
    unchanged: int
    specs: tuple[SpecDiff, ...]

    def count(self, fate: Fate) -> int:
        """How many objects have this fate."""
        return sum(spec.count(fate) for spec in self.specs)

    @property
    def runs(self) -> int:
        """How many runs start."""
        return sum(spec.starts for spec in self.specs)

    @property
    def returning(self) -> int:
        """How many runs come back that are still on the cluster."""
        return sum(spec.effect == "returns" for spec in self.specs)
