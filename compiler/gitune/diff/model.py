"""What is compared, and where it differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from gitune.diagnostics.model import Finding
from gitune.manifests.model import Manifest
from gitune.plan.model import Plan
from gitune.source.document import Document


class Key(NamedTuple):
    """What makes an object one and the same for the cluster. No two kinds that are rendered share a name."""

    kind: str
    namespace: str
    """Empty for what stands in no namespace."""
    name: str


Objects = Mapping[Key, Manifest]
"""Everything that Flux applies for one fine-tune."""


class Source(NamedTuple):
    """What a run's spec was put together of."""

    document: Document
    """All voices together."""
    own: str
    """The spec's file, from the repository's root."""
    project: str
    """The project's file."""
    spoken: Mapping[str, Any]
    """What each voice says, by what it is called in a report."""
    besides: Mapping[str, Any]
    """What else reaches the rendered files, named in the same way: the lock, parts of the project's file."""


class Side(NamedTuple):
    """A fine-tune as it was, or as it becomes."""

    spec: str
    """The spec's file, from the repository's root."""
    namespace: str
    name: str
    run: str
    """Empty for the volume of a matrix, which is no run."""
    files: Mapping[str, bytes]
    """The rendered files, by their path below the output folder."""
    objects: Objects
    plan: Plan | None
    """None where a spec of earlier does not compile with this gitune, or is not there any more."""
    family: str | None = None
    """The matrix that it is a run of, or the volume of."""
    settings: tuple[tuple[str, str], ...] = ()
    """The paths that the matrix varies, with this run's values."""
    source: Source | None = None
    """None where nobody asks, or what is there cannot be read."""
    documents: Mapping[str, Sequence[Manifest]] = MappingProxyType({})
    """What files hold, where somebody knows it without reading them."""

    @property
    def title(self) -> str:
        """`<namespace>/<name>`."""
        return f"{self.namespace}/{self.name}"

    @property
    def run_title(self) -> str:
        """`<namespace>/<run>`, as the archive lists runs."""
        return f"{self.namespace}/{self.run}"

    @property
    def in_matrix(self) -> bool:
        """Whether it is one run of a matrix."""
        return self.family is not None and bool(self.run)

    def of_kind(self, *kinds: str) -> Objects:
        """The objects of some kinds."""
        return {key: value for key, value in self.objects.items() if key.kind in kinds}


class Pair(NamedTuple):
    """One fine-tune before and after; one of the two may not be there."""

    before: Side | None
    after: Side | None
    known: str | None = None
    """The commit that brought the run into Git before, for one that is not in the earlier tree."""
    orphaned: bool = False
    """Whether what the cluster follows leaves Git whole, so that nothing at all is deleted."""

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
        if self.after is None or not self.after.run:
            return False
        return self.before is None or self.before.run_title != self.after.run_title


class Change(NamedTuple):
    """One value that is another: a path, and what it was and is. None: not there."""

    path: str
    before: Any
    after: Any


Fate = Literal["created", "again", "changed", "deleted", "left"]
"""What happens to an object. `left`: it leaves Git and stays on the cluster; `again`: it had, and comes back."""
FATES: tuple[Fate, ...] = get_args(Fate)


class ObjectChange(NamedTuple):
    """What happens to one object, and for a changed one to which of its values."""

    key: Key
    fate: Fate
    changes: tuple[Change, ...] = ()


class Refusal(NamedTuple):
    """What the guard refuses, or warns of."""

    spec: str
    """The file, from the repository's root."""
    finding: Finding


class Tree(NamedTuple):
    """A rendered tree: a project in one of its environments."""

    environment: str | None
    """None for a project that has none."""
    output: str
    """Its folder, from the repository's root."""


class TreeChange(NamedTuple):
    """A tree before and after; one of the two may not be there."""

    before: Tree | None
    after: Tree | None
    certain: bool = True
    """Whether the cluster that followed the one follows the other. It may be one of several."""

    @property
    def environment(self) -> str | None:
        """What it is called."""
        names = [tree.environment for tree in (self.after, self.before) if tree is not None]
        return next((name for name in names if name is not None), None)


class Group(NamedTuple):
    """The fine-tunes of one tree, before and after."""

    file: str
    """The project's file, from the repository's root."""
    change: TreeChange
    pairs: tuple[Pair, ...]
    archive: Collection[str] = ()
    """Runs as `<namespace>/<run>` that may leave Git and must not come back."""
    prices: Mapping[str, float] = MappingProxyType({})
    rivals: int = 0
    """How many trees of the project the cluster may follow, this one among them, where that is not certain."""
