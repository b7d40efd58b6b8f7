"""The two worlds that `gitune diff` compares: what a revision has, and what the specs compile to now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gitune.cli.asked import Asked
from gitune.cli.compiling import Compiled
from gitune.cli.earlier_sides import EarlierSides
from gitune.cli.now import NowProject, NowSide, NowSides, project_at
from gitune.cli.once import OnceReader
from gitune.cli.revision import EarlierRun, Revision
from gitune.cli.unchanged import Unchanged
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.diff.compare import pairs_of
from gitune.diff.guard_groups import Refused
from gitune.diff.model import Group, Pair, TreeChange
from gitune.diff.project import compared_project, is_orphaned
from gitune.diff.told import ProjectDiff
from gitune.diff.trees import tree_changes
from gitune.emit.files import MANIFEST
from gitune.git.history import earlier_runs
from gitune.source.document import Document
from gitune.workspace.problems import shown


class World(NamedTuple):
    """Everything that is compared."""

    groups: tuple[Group, ...]
    projects: tuple[ProjectDiff, ...]
    documents: Mapping[tuple[str | None, str], Document]
    """Specs as they are now, by environment and path; one of each, and project files, without an environment."""
    root: Path
    diagnostics: tuple[Diagnostic, ...]

    def place(self, refused: Refused) -> Diagnostic:
        """What the guard found, in the spec as it is now; in the first line of one that is gone."""
        finding, spec = refused.refusal.finding, refused.refusal.spec
        tree = refused.group.change.after
        document = self.documents.get((tree.environment if tree else None, spec)) or self.documents.get((None, spec))
        if document is not None:
            return document.resolve(finding)
        span = Span(shown(self.root / spec), 1, 1, 1, 1)
        return Diagnostic(finding.code, severity_of(finding.code), finding.message, span, hint=finding.hint)


def world_of(revision: Revision, compiled: Sequence[Compiled], asked: Asked) -> World:
    """Pairs what the revision has with what compiles now.

    Raises:
        GitError: git cannot read the revision.
    """
    git = revision.snapshot.git
    now = NowSides(git, asked.project_file).of(compiled)
    unchanged = Unchanged(revision.snapshot, asked.project_within(git), compiled, now)
    standing = {(each.root, each.side.title) for each in now}
    earlier = revision.runs(asked.within(git), standing, asked.where.environments, unchanged.runs)
    return _Pairing(revision, asked, now, earlier).world()


class _Pairing:
    """Brings each fine-tune of earlier to the tree that it belongs to now."""

    def __init__(self, revision: Revision, asked: Asked, now: Sequence[NowSide], earlier: Sequence[EarlierRun]) -> None:
        self._revision = revision
        self._git = revision.snapshot.git
        self._asked = asked
        self._now = now
        self._earlier = list(zip(earlier, _homes(earlier, now), strict=True))
        self._sides = EarlierSides(revision)
        self._once = OnceReader(revision)

    def world(self) -> World:
        """All trees of all projects."""
        groups: list[Group] = []
        projects: list[ProjectDiff] = []
        documents = {
            (name, each.side.spec): each.document for each in reversed(self._now) for name in (None, each.environment)
        }
        diagnostics: list[Diagnostic] = []
        for root in sorted({each.root for each in self._now} | {home for _, home in self._earlier}):
            project = project_at(self._git, root, self._asked.project_file)
            diagnostics += project.diagnostics
            if project.document is not None:
                documents[None, project.file] = project.document
            changes = self._changes(root, project)
            rivals = sum(not change.certain for change in changes)
            for change in filter(self._asked.has, changes):
                group, once = self._group(root, project, change)
                groups.append(group._replace(rivals=rivals))
                projects.append(once)
        diagnostics += self._sides.diagnostics
        return World(tuple(groups), tuple(projects), documents, self._git.root, tuple(diagnostics))

    def _changes(self, root: str, project: NowProject) -> tuple[TreeChange, ...]:
        before = dict.fromkeys(run.tree.tree for run, home in self._earlier if home == root)
        before |= dict.fromkeys(
            each.tree for each in self._revision.projects.at(root) if self._revision.is_rendered(root)
        )
        named = {tree.environment: tree for tree in reversed(before)}
        after = [each.tree for each in project.trees]
        if project.document is None and None not in named and not any(each.root == root for each in self._now):
            after = []
        return tree_changes([*named.values()][::-1], after)

    def _group(self, root: str, project: NowProject, change: TreeChange) -> tuple[Group, ProjectDiff]:
        after = next((each for each in project.trees if each.tree == change.after), None)
        settings = after.project if after else project.whole
        once = self._once.before(root, change.before), self._once.after(after)
        pairs = self._known(self._pairs(root, change), change)
        pairs = tuple(pair._replace(orphaned=is_orphaned(*once)) for pair in pairs)
        group = Group(project.file, change, pairs, frozenset(settings.archive), settings.prices)
        return group, compared_project(project.file, change, *once)

    def _pairs(self, root: str, change: TreeChange) -> tuple[Pair, ...]:
        before = [
            (run, self._sides.untouched(run))
            for run, home in self._earlier
            if home == root and change.before and run.tree.environment == change.before.environment
        ]
        after = [
            each.side
            for each in self._now
            if each.root == root and change.after and each.environment == change.after.environment
        ]
        runs = {id(side): run for run, side in before}
        return self._sides.filled(pairs_of([side for _, side in before], after), runs)

    def _known(self, pairs: Sequence[Pair], change: TreeChange) -> tuple[Pair, ...]:
        """The pairs, with where in history a run that starts stood before."""
        starting = {pair.after.run for pair in pairs if pair.starts and pair.after is not None}
        runs: dict[str, str] = {}
        for output in dict.fromkeys(tree.output for tree in (change.before, change.after) if tree is not None):
            snapshot = self._revision.snapshot
            runs |= earlier_runs(snapshot.git, snapshot.commit, output, MANIFEST, starting - runs.keys())
        return tuple(pair._replace(known=runs.get(pair.after.run)) if pair.after else pair for pair in pairs)


def _homes(earlier: Sequence[EarlierRun], now: Sequence[NowSide]) -> list[str]:
    """The project that each fine-tune of earlier belongs to now: a project file may have come, or gone, above it."""
    titles = {(each.root, each.side.title) for each in now}
    roots = {each.side.spec: each.root for each in now}
    return [
        run.tree.root if (run.tree.root, run.title) in titles else roots.get(run.spec, run.tree.root) for run in earlier
    ]
