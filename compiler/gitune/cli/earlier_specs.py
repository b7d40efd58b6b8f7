"""The specs of one Git revision, put together and compiled by this gitune."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from gitune.catalog.load import CatalogError
from gitune.cli.earlier_projects import EarlierTree
from gitune.cli.places import relative
from gitune.compiler import Around, Compilation, compile_spec
from gitune.git.snapshot import Snapshot
from gitune.lock.model import Lock, Versions
from gitune.lock.name import lock_name
from gitune.lock.read import read_lock
from gitune.plan.model import Plan
from gitune.plan.planner import plan as make_plan
from gitune.source.document import Document
from gitune.source.read import read
from gitune.spec.parse import parse
from gitune.workspace.model import SpecInput, Workspace
from gitune.workspace.runs import runs_of


class EarlierSpecs:
    """Reads what is asked for, each file once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._data: dict[str, bytes | None] = {}
        self._documents: dict[str, Document | None] = {}
        self._runs: dict[tuple[str, str | None, str], tuple[SpecInput, ...]] = {}

    def prefetch(self, specs: Collection[str]) -> None:
        """Reads many files in one go."""
        wanted = {file for spec in specs for file in (spec, lock_name(spec)) if file not in self._data}
        self._data |= dict.fromkeys(wanted)
        self._data |= self._snapshot.read(sorted(wanted))

    def document(self, file: str) -> Document | None:
        """A file's document; None where there is none, or it cannot be read."""
        if file not in self._documents:
            data = self.data(file)
            self._documents[file] = read(data, file).document if data is not None else None
        return self._documents[file]

    def name(self, spec: str) -> str | None:
        """What a spec calls itself."""
        document = self.document(spec)
        name = _metadata(document).get("name") if document else None
        return name if isinstance(name, str) else None

    def runs(self, tree: EarlierTree, spec: str) -> tuple[SpecInput, ...]:
        """What a spec came to in one environment; nothing where it cannot be put together."""
        key = (tree.root, tree.environment, spec)
        if key not in self._runs:
            self._runs[key] = tuple(self._composed(tree, spec))
        return self._runs[key]

    def meant(self, tree: EarlierTree, spec: str, title: str) -> Sequence[SpecInput]:
        """The runs of a spec that a fine-tune may be: the only one, even where that has another name by now."""
        runs = self.runs(tree, spec)
        return runs if len(runs) == 1 else [run for run in runs if title_of(run.document) == title]

    def compiled(self, tree: EarlierTree, spec: str) -> Iterator[tuple[SpecInput, Compilation]]:
        """Every run of a spec, rendered."""
        for run in self.runs(tree, spec):
            where = run.workspace
            try:
                for lock in _fitting(run):
                    made = compile_spec(run.document, where.project, where.catalog, lock, Around(_family(run)))
                    if made.plan is not None:
                        yield run, made
                        break
            except CatalogError:
                continue

    def _composed(self, tree: EarlierTree, spec: str) -> Sequence[SpecInput]:
        document = self.document(spec)
        if document is None or tree.workspace is None:
            return ()
        file = lock_name(spec)
        data = self.data(file)
        lock = read_lock(data, file).lock if data is not None else None
        plain = SpecInput(tree.workspace, relative(spec, tree.root), document, lock)
        return runs_of(plain, spec, self.document).runs

    def plan(self, run: SpecInput) -> Plan | None:
        """What the run was. Nobody renders it, and no rule has a say any more."""
        where, spec = run.workspace, parse(run.document).spec
        if spec is None:
            return None
        try:
            plans = (make_plan(spec, where.catalog, where.project, lock, _family(run)).plan for lock in _fitting(run))
            plan = next((plan for plan in plans if plan is not None), None)
            return _settled(plan, where) if plan is not None else None
        except CatalogError:
            return None

    def data(self, file: str) -> bytes | None:
        """A file's content; None where there is none."""
        if file not in self._data:
            self._data[file] = self._snapshot.read([file]).get(file)
        return self._data[file]


def title_of(document: Document) -> str:
    """`<namespace>/<name>`, as the spec has them."""
    named = _metadata(document)
    return f"{named.get('namespace', 'default')}/{named.get('name')}"


def _metadata(document: Document) -> Mapping[str, Any]:
    data: Any = document.data
    metadata = data.get("metadata") if isinstance(data, dict) else None
    return metadata if isinstance(metadata, dict) else {}


def _family(run: SpecInput) -> str | None:
    return run.variant.family if run.variant else None


def _settled(plan: Plan, workspace: Workspace) -> Plan:
    """On one of Kubeflow's own runtimes a plan rests on that runtime's config."""
    if plan.upstream is None:
        return plan
    from gitune.backends.upstream.backend import Upstream

    return Upstream(plan.upstream).settled(plan, workspace.catalog)


def _fitting(run: SpecInput) -> Iterator[Lock | None]:
    """The lock for the versions of this gitune, whose catalog may name other images than the earlier one's."""
    if run.lock is None:
        yield None
        return
    catalog, target = run.workspace.catalog, run.workspace.project.target
    versions = Versions(torch=catalog.images.torch, torchtune=catalog.torchtune.version, trainer=target.trainer)
    now = run.lock.model_copy(update={"versions": versions})
    yield now
    yield now.model_copy(update={"images": None})
