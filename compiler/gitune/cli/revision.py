"""The fine-tunes of one Git revision, read without a checkout: rendered ones as they are, others as they would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from gitune.canonical.places import parent
from gitune.cli.earlier_projects import EarlierProjects, EarlierTree
from gitune.cli.earlier_specs import EarlierSpecs
from gitune.cli.listings import Listing, is_generated, is_manifest, listing_of
from gitune.cli.places import is_asked, is_meant, is_spec, joined, relative
from gitune.compiler import compile_volume
from gitune.emit.files import files_of, files_of_volume
from gitune.git.snapshot import Snapshot
from gitune.plan.model import Plan
from gitune.workspace.model import PROJECT_FILE


class EarlierRun(NamedTuple):
    """One fine-tune as the revision has it, or the volume of a matrix."""

    tree: EarlierTree
    origin: str
    """The spec's file, from the project's folder; it may not be there any more."""
    namespace: str
    name: str
    run: str
    """Empty for the volume of a matrix."""
    files: Mapping[str, bytes]
    """Rendered files, by their path below the output folder."""
    family: str | None = None

    @property
    def spec(self) -> str:
        """The spec's file, from the repository's root."""
        return joined(self.tree.root, self.origin)

    @property
    def title(self) -> str:
        """`<namespace>/<name>`."""
        return f"{self.namespace}/{self.name}"


Known = Callable[[EarlierTree, str], Sequence[EarlierRun] | None]
"""The runs of a spec where they are known without compiling it."""


class Revision:
    """What a commit holds, as far as a comparison asks for it."""

    def __init__(self, snapshot: Snapshot, projects: EarlierProjects) -> None:
        self.snapshot = snapshot
        self.projects = projects
        self.specs = EarlierSpecs(snapshot)

    def runs(
        self,
        paths: Collection[str],
        standing: Collection[tuple[str, str]],
        environments: Collection[str],
        known: Known,
    ) -> list[EarlierRun]:
        """Every fine-tune that was asked for.

        Args:
            paths: specs, and folders to search, from the repository's root.
            standing: project and `<namespace>/<name>` of what there is now: its spec may have stood elsewhere.
            environments: those that are meant; all where none is named.
            known: what need not be compiled.
        """
        found: list[EarlierRun] = []
        for root in sorted(self._roots(paths, standing)):
            trees = [tree for tree in self.projects.at(root) if _is_meant(tree, environments)]
            rendered = [run for tree in trees for run in self._rendered(tree)]
            found += [run for run in rendered if is_asked(run.spec, paths) or (root, run.title) in standing]
            if not self.is_rendered(root):
                found += [run for tree in trees for run in self._made(tree, paths, known)]
        return found

    def is_rendered(self, root: str) -> bool:
        """Whether anything is rendered in a project's repository, in any environment."""
        return any(
            is_generated(path.removeprefix(f"{tree.output}/"))
            for tree in self.projects.at(root)
            for path in self.snapshot.below(tree.output)
        )

    def _roots(self, paths: Collection[str], standing: Collection[tuple[str, str]]) -> set[str]:
        files = self.snapshot.objects
        specs = [path for path in files if path in paths or (is_spec(path) and is_asked(path, paths))]
        named = (path for path in files if path.rpartition("/")[2] == PROJECT_FILE)
        roots = {self.projects.root_of(spec) for spec in specs} | {root for root, _ in standing}
        roots |= {parent(path) for path in named if is_asked(path, paths)}
        return roots | {root for path in paths for root in self.projects.roots_above(path)}

    def _rendered(self, tree: EarlierTree) -> Iterator[EarlierRun]:
        """The runs of the rendered tree, as their manifests list them."""
        prefix = f"{tree.output}/"
        manifests = [path for path in self.snapshot.below(tree.output) if is_manifest(path.removeprefix(prefix))]
        raw = self.snapshot.read(manifests)
        listings = {path: listing for path, data in raw.items() if (listing := listing_of(data)) is not None}
        content = self.snapshot.read([prefix + file for listing in listings.values() for file in listing.files])
        families = self._families(tree, listings.values())
        for path, listing in listings.items():
            namespace, name, _ = path.removeprefix(prefix).split("/")
            files = {file: content[prefix + file] for file in listing.files if prefix + file in content}
            files[path.removeprefix(prefix)] = raw[path]
            family = listing.volume or families.get(listing.spec)
            yield EarlierRun(tree, listing.spec, namespace, name, listing.run, files, family)

    def _families(self, tree: EarlierTree, listings: Collection[Listing]) -> dict[str, str]:
        """The matrix of each spec that has one: it has a volume, or more than one run."""
        runs = Counter(listing.spec for listing in listings)
        several = {spec: joined(tree.root, spec) for spec, number in runs.items() if number > 1}
        found = {spec: self.specs.name(file) for spec, file in several.items()}
        found |= {listing.spec: listing.volume for listing in listings if listing.volume is not None}
        return {spec: name for spec, name in found.items() if name is not None}

    def _made(self, tree: EarlierTree, paths: Collection[str], known: Known) -> Iterator[EarlierRun]:
        """What would have been rendered, for repositories that keep what is rendered elsewhere."""
        below = self.snapshot.below(tree.root)
        meant = [path for path in below if is_meant(path, tree.root, tree.project.specs) and is_asked(path, paths)]
        named = [path for path in below if path in paths]
        specs = sorted(path for path in {*meant, *named} if self.projects.root_of(path) == tree.root)
        there = {spec: known(tree, spec) for spec in specs}
        self.specs.prefetch([spec for spec, runs in there.items() if runs is None])
        for spec, runs in there.items():
            yield from self._compiled(tree, spec) if runs is None else runs

    def _compiled(self, tree: EarlierTree, spec: str) -> Iterator[EarlierRun]:
        origin = relative(spec, tree.root)
        plans: dict[tuple[str, str], list[Plan]] = {}
        for run, made in self.specs.compiled(tree, spec):
            rendered, family = made.rendered, run.variant.family if run.variant else None
            if rendered is not None:
                names = (rendered.namespace, rendered.name, rendered.run_name)
                yield EarlierRun(tree, origin, *names, files_of(rendered, origin), family)
            if family is not None and made.plan is not None:
                plans.setdefault((made.plan.namespace, family), []).append(made.plan)
        for (namespace, family), runs in plans.items():
            volume = compile_volume(runs, tree.project)
            if volume is not None and volume.rendered is not None:
                yield EarlierRun(tree, origin, namespace, family, "", files_of_volume(volume.rendered, origin), family)


def _is_meant(tree: EarlierTree, environments: Collection[str]) -> bool:
    """The one tree of a project without environments may become any."""
    return not environments or tree.environment is None or tree.environment in environments
