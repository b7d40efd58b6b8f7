"""Earlier sides of pairs. Only those of what changes are looked into: that is what costs time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gitune.cli.revision import EarlierRun, Revision
from gitune.cli.sources import source_of
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.diff.compare import is_same
from gitune.diff.model import Objects, Pair, Side
from gitune.diff.objects import UnreadableTreeError, objects_of
from gitune.workspace.problems import shown


class EarlierSides:
    """Makes sides of what the revision has."""

    def __init__(self, revision: Revision) -> None:
        self._revision = revision
        self.diagnostics: list[Diagnostic] = []

    def untouched(self, run: EarlierRun) -> Side:
        """A side whose files nobody has looked into yet."""
        return Side(run.spec, run.namespace, run.name, run.run, run.files, {}, None, run.family)

    def filled(self, pairs: Sequence[Pair], runs: Mapping[int, EarlierRun]) -> tuple[Pair, ...]:
        """The pairs with the objects and the plans of their earlier sides. `runs` has them by the side's identity."""
        changed = [pair for pair in pairs if pair.before is not None and not is_same(pair)]
        self._revision.specs.prefetch([pair.before.spec for pair in changed if pair.before is not None])
        return tuple(self._filled(pair, runs) for pair in pairs)

    def _filled(self, pair: Pair, runs: Mapping[int, EarlierRun]) -> Pair:
        before, after = pair.before, pair.after
        if before is None:
            return pair
        if is_same(pair) and after is not None:
            return pair._replace(before=before._replace(objects=after.objects))
        return pair._replace(
            before=self._meant(before._replace(objects=self._objects(before, after)), runs[id(before)], after)
        )

    def _meant(self, side: Side, run: EarlierRun, after: Side | None) -> Side:
        """What the run meant, and what its spec was put together of. A volume of a matrix has the spec of its runs."""
        specs = self._revision.specs
        runs = specs.meant(run.tree, run.spec, run.title) if run.run else specs.runs(run.tree, run.spec)
        if not runs:
            return side
        first, source = runs[0], None
        if after is not None and after.source is not None:
            source = source_of(first, run.spec, after.source.project, specs.data, run.tree.overlay)
        if not run.run:
            return side._replace(source=source)
        settings = first.variant.settings if first.variant else ()
        return side._replace(plan=specs.plan(first), settings=settings, source=source)

    def _objects(self, side: Side, after: Side | None) -> Objects:
        """Files that are the same now hold what they hold now."""
        now = after.files if after else {}
        known = after.documents if after else {}
        try:
            return objects_of(side.files, {path: known[path] for path in known if side.files.get(path) == now[path]})
        except UnreadableTreeError as error:
            message = f"the earlier tree of `{side.title}` cannot be read, and its objects are not compared: {error}"
            span = Span(shown(self._revision.snapshot.git.root / side.spec), 1, 1, 1, 1)
            self.diagnostics.append(Diagnostic("GT523", severity_of("GT523"), message, span))
            return {}
