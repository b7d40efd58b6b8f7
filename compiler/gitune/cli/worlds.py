"""The two worlds that `gitune diff` compares: what a revision has, and what the specs compile to now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gitune.cli.compiling import Compiled
from gitune.cli.places import joined
from gitune.cli.revision import EarlierRun, Revision
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.diff.compare import is_same, pairs_of
from gitune.diff.model import Objects, Pair, Refusal, Side
from gitune.diff.objects import UnreadableTreeError, objects_of, rendered_objects
from gitune.emit.files import MANIFEST
from gitune.git.history import earlier_runs
from gitune.git.program import Git
from gitune.project.model import DEFAULT_PROJECT, Project
from gitune.project.parse import parse_project
from gitune.source.document import Document
from gitune.source.read import read
from gitune.workspace.model import PROJECT_FILE, Where
from gitune.workspace.problems import shown


class Asked(NamedTuple):
    """What the command line names."""

    paths: tuple[str, ...]
    where: Where

    @property
    def folder(self) -> Path:
        """The nearest folder that there is of the first path: its repository is the one that is meant."""
        path = Path(self.paths[0]).resolve()
        return next(parent for parent in (path, *path.parents) if parent.is_dir())

    def within(self, git: Git) -> list[str]:
        """The paths from the repository's root; what lies outside has no earlier revision."""
        return [place for path in self.paths if (place := _within(git, Path(path))) is not None]

    def project_path(self, git: Git, root: str) -> Path:
        """The project file of a project's folder."""
        return Path(self.where.project_file) if self.where.project_file else git.root / joined(root, PROJECT_FILE)

    def project_within(self, git: Git) -> str | None:
        """The project file from the repository's root."""
        return _within(git, Path(self.where.project_file)) if self.where.project_file else None


class Group(NamedTuple):
    """The fine-tunes of one project, before and after."""

    pairs: tuple[Pair, ...]
    archive: Collection[str]
    prices: Mapping[str, float]


class World(NamedTuple):
    """Everything that is compared."""

    groups: tuple[Group, ...]
    documents: Mapping[str, Document]
    """Specs as they are now, by their path from the repository's root."""
    root: Path
    diagnostics: tuple[Diagnostic, ...]

    def place(self, refusal: Refusal) -> Diagnostic:
        """What the guard found, in the spec as it is now; in the first line of one that is gone."""
        document = self.documents.get(refusal.spec)
        if document is not None:
            return document.resolve(refusal.finding)
        finding = refusal.finding
        span = Span(shown(self.root / refusal.spec), 1, 1, 1, 1)
        return Diagnostic(finding.code, severity_of(finding.code), finding.message, span, hint=finding.hint)


class _Now(NamedTuple):
    """A spec as it compiles now, with its project's folder from the repository's root."""

    root: str
    item: Compiled
    side: Side


def world_of(revision: Revision, compiled: Sequence[Compiled], asked: Asked) -> World:
    """Pairs what the revision has with what compiles now.

    Raises:
        GitError: git cannot read the revision.
    """
    git = revision.snapshot.git
    now = [made for item in compiled if (made := _now(item, git)) is not None]
    earlier = revision.runs(asked.within(git), {(each.root, each.side.title) for each in now})
    homes = _homes(earlier, now)
    reader = _Reader(revision, {run.spec: run.root for run in earlier})
    groups = []
    for root in sorted({each.root for each in now} | {*homes}):
        here = [each for each in now if each.root == root]
        before = [_untouched(run) for run, home in zip(earlier, homes, strict=True) if home == root]
        pairs = tuple(reader.filled(pair) for pair in pairs_of(before, [each.side for each in here]))
        project = here[0].item.input.workspace.project if here else reader.left_project(asked.project_path(git, root))
        output = joined(root, project.output.rstrip("/"))
        groups.append(Group(_known(pairs, revision, output), frozenset(project.archive), project.prices))
    documents = {each.side.spec: each.item.input.document for each in now}
    return World(tuple(groups), documents, git.root, tuple(reader.diagnostics))


def _homes(earlier: Sequence[EarlierRun], now: Sequence[_Now]) -> list[str]:
    """The project that each fine-tune of earlier belongs to now: a project file may have come, or gone, above it."""
    titles = {(each.root, each.side.title) for each in now}
    roots = {each.side.spec: each.root for each in now}
    return [run.root if (run.root, run.title) in titles else roots.get(run.spec, run.root) for run in earlier]


def _known(pairs: tuple[Pair, ...], revision: Revision, output: str) -> tuple[Pair, ...]:
    """The pairs, with where in history a run that starts stood before."""
    starting = {pair.after.run for pair in pairs if pair.starts and pair.after is not None}
    runs = earlier_runs(revision.snapshot.git, revision.snapshot.commit, output, MANIFEST, starting)
    return tuple(pair._replace(known=runs.get(pair.after.run)) if pair.after else pair for pair in pairs)


def _untouched(run: EarlierRun) -> Side:
    """A side whose files nobody has looked into yet."""
    return Side(run.spec, run.namespace, run.name, run.run, run.files, {}, None)


class _Reader:
    """Fills in the earlier sides, but only of what changes: that is what costs time."""

    def __init__(self, revision: Revision, roots: Mapping[str, str]) -> None:
        """`roots` are the projects of the earlier specs."""
        self._revision = revision
        self._roots = roots
        self.diagnostics: list[Diagnostic] = []

    def filled(self, pair: Pair) -> Pair:
        """The pair with the objects and the plan of its earlier side."""
        before = pair.before
        if before is None:
            return pair
        if is_same(pair) and pair.after is not None:
            return pair._replace(before=before._replace(objects=pair.after.objects))
        compilation = self._revision.compilation(self._roots[before.spec], before.spec)
        return pair._replace(
            before=before._replace(objects=self._objects(before), plan=compilation.plan if compilation else None)
        )

    def left_project(self, file: Path) -> Project:
        """The project file of a folder that has no specs any more."""
        project, found = _left_project(file)
        self.diagnostics += found
        return project

    def _objects(self, side: Side) -> Objects:
        try:
            return objects_of(side.files)
        except UnreadableTreeError as error:
            message = f"the earlier tree of `{side.title}` cannot be read, and its objects are not compared: {error}"
            span = Span(shown(self._revision.snapshot.git.root / side.spec), 1, 1, 1, 1)
            self.diagnostics.append(Diagnostic("GT523", severity_of("GT523"), message, span))
            return {}


def _now(item: Compiled, git: Git) -> _Now | None:
    """None for a spec outside the repository."""
    root = _within(git, item.input.workspace.root)
    rendered = item.compilation.rendered
    if root is None or rendered is None:
        return None
    files = item.files()
    objects = rendered_objects(rendered, files)
    spec = joined(root, item.input.origin)
    side = Side(spec, rendered.namespace, rendered.name, rendered.run_name, files, objects, item.compilation.plan)
    return _Now(root, item, side)


def _left_project(file: Path) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project file of a folder that has no specs any more, with what is wrong with it."""
    try:
        result = read(file.read_bytes(), shown(file))
    except OSError:
        return DEFAULT_PROJECT, ()
    if result.document is None:
        return DEFAULT_PROJECT, result.diagnostics
    parsed = parse_project(result.document)
    found = (*result.diagnostics, *(result.document.resolve(finding) for finding in parsed.findings))
    return parsed.project or DEFAULT_PROJECT, found


def _within(git: Git, path: Path) -> str | None:
    try:
        place = path.resolve().relative_to(git.root).as_posix()
    except ValueError:
        return None
    return "" if place == "." else place
