"""The specs, locks, projects and rendered trees of one Git revision, read without a checkout."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from gitune.catalog.load import CatalogError, default_root, load_catalog
from gitune.catalog.model import Catalog
from gitune.cli.places import is_asked, is_spec, joined, parent, relative, upwards
from gitune.compiler import Compilation, compile_spec
from gitune.emit.files import MANIFEST, files_of
from gitune.git.snapshot import Snapshot
from gitune.lock.model import Lock, Versions
from gitune.lock.name import lock_name
from gitune.lock.read import read_lock
from gitune.project.model import DEFAULT_PROJECT, Project
from gitune.project.parse import parse_project
from gitune.source.read import read
from gitune.workspace.model import PROJECT_FILE


class EarlierRun(NamedTuple):
    """One fine-tune as the revision has it."""

    root: str
    """The project's folder, from the repository's root."""
    origin: str
    """The spec's file, from the project's folder; it may not be there any more."""
    namespace: str
    name: str
    run: str
    files: dict[str, bytes]
    """Rendered files, by their path below the output folder."""

    @property
    def spec(self) -> str:
        """The spec's file, from the repository's root."""
        return joined(self.root, self.origin)

    @property
    def title(self) -> str:
        """`<namespace>/<name>`."""
        return f"{self.namespace}/{self.name}"


class EarlierProject(NamedTuple):
    """A project as the revision has it."""

    root: str
    project: Project
    catalog: Catalog | None
    """None where this gitune cannot read it."""

    @property
    def output(self) -> str:
        """The folder of the rendered tree, from the repository's root."""
        return joined(self.root, self.project.output.rstrip("/"))


class Revision:
    """What a commit holds, as far as a comparison asks for it."""

    def __init__(self, snapshot: Snapshot, project_file: str | None, stack: ExitStack) -> None:
        """`project_file` is that of every spec, from the repository's root; `stack` removes what had to be written."""
        self.snapshot = snapshot
        self._project_file = project_file
        self._stack = stack
        self._projects: dict[str, EarlierProject] = {}

    def runs(self, paths: Collection[str], standing: Collection[tuple[str, str]]) -> list[EarlierRun]:
        """Every fine-tune that was asked for.

        Args:
            paths: specs, and folders to search, from the repository's root.
            standing: project and `<namespace>/<name>` of what there is now: its spec may have stood elsewhere.
        """
        specs = [path for path in self.snapshot.objects if path in paths or (is_spec(path) and is_asked(path, paths))]
        files = (path for path in self.snapshot.objects if path.rpartition("/")[2] == PROJECT_FILE)
        roots = {self._root_of(spec) for spec in specs} | {root for root, _ in standing}
        roots |= {parent(path) for path in files if is_asked(path, paths)}
        found: list[EarlierRun] = []
        for root in sorted(roots):
            rendered = list(self._rendered(self.project(root)))
            found += [run for run in rendered if is_asked(run.spec, paths) or (root, run.title) in standing]
            if not rendered:
                found += self._compiled(root, [spec for spec in specs if self._root_of(spec) == root])
        return found

    def project(self, root: str) -> EarlierProject:
        """The project in a folder; read once."""
        if root not in self._projects:
            self._projects[root] = self._read_project(root)
        return self._projects[root]

    def compilation(self, root: str, spec: str) -> Compilation | None:
        """The earlier spec compiled by this gitune; None where it cannot be."""
        earlier = self.project(root)
        data = self.snapshot.read([spec, lock_name(spec)])
        document = read(data[spec], spec).document if spec in data else None
        if document is None or earlier.catalog is None:
            return None
        file = lock_name(spec)
        lock = read_lock(data[file], file).lock if file in data else None
        made = None
        for version in _fitting(lock, earlier):
            try:
                made = compile_spec(document, earlier.project, earlier.catalog, version)
            except CatalogError:
                return None
            if made.plan is not None:
                break
        return made

    def _rendered(self, earlier: EarlierProject) -> Iterator[EarlierRun]:
        """The runs of the rendered tree, as their manifests list them."""
        prefix = f"{earlier.output}/"
        manifests = [path for path in self.snapshot.below(earlier.output) if _is_manifest(path.removeprefix(prefix))]
        raw = self.snapshot.read(manifests)
        listings = {path: _listing(data) for path, data in raw.items()}
        content = self.snapshot.read([prefix + file for each in listings.values() if each for file in each["files"]])
        for path, listing in listings.items():
            if listing is None:
                continue
            namespace, name, _ = path.removeprefix(prefix).split("/")
            files = {file: content[prefix + file] for file in listing["files"] if prefix + file in content}
            files[path.removeprefix(prefix)] = raw[path]
            yield EarlierRun(earlier.root, listing["spec"], namespace, name, listing["run"], files)

    def _compiled(self, root: str, specs: list[str]) -> Iterator[EarlierRun]:
        """What would have been rendered, for repositories that keep what is rendered elsewhere."""
        for spec in specs:
            made = self.compilation(root, spec)
            if made is not None and made.rendered is not None:
                rendered, origin = made.rendered, relative(spec, root)
                files = files_of(rendered, origin)
                yield EarlierRun(root, origin, rendered.namespace, rendered.name, rendered.run_name, files)

    def _root_of(self, spec: str) -> str:
        if self._project_file is not None:
            return parent(self._project_file)
        folder = parent(spec)
        found = (each for each in upwards(folder) if joined(each, PROJECT_FILE) in self.snapshot.objects)
        return next(found, folder)

    def _read_project(self, root: str) -> EarlierProject:
        file = self._project_file or joined(root, PROJECT_FILE)
        data = self.snapshot.read([file])
        # What nothing pinned then is no reason not to know what it meant.
        project = _parsed_project(data[file], file) if file in data else DEFAULT_PROJECT
        project = (project or DEFAULT_PROJECT).model_copy(update={"require_lock": False})
        return EarlierProject(root, project, self._catalog(root, project))

    def _catalog(self, root: str, project: Project) -> Catalog | None:
        """The catalog with the project's overlay, which is written down for the time of the comparison."""
        roots = [default_root()]
        if project.catalog:
            folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="gitune-")))
            base = joined(root, project.catalog.rstrip("/"))
            for path, data in self.snapshot.read(self.snapshot.below(base)).items():
                file = folder / path.removeprefix(f"{base}/")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            roots.append(folder)
        try:
            return load_catalog(roots)
        except CatalogError:
            return None


def _fitting(lock: Lock | None, earlier: EarlierProject) -> Iterator[Lock | None]:
    """The lock for the versions of this gitune, whose catalog may name other images than the earlier one's."""
    if lock is None or earlier.catalog is None:
        yield lock
        return
    catalog, target = earlier.catalog, earlier.project.target
    versions = Versions(torch=catalog.images.torch, torchtune=catalog.torchtune.version, trainer=target.trainer)
    now = lock.model_copy(update={"versions": versions})
    yield now
    yield now.model_copy(update={"images": None})


def _parsed_project(data: bytes, file: str) -> Project | None:
    """A project file's content; None where it is not one."""
    document = read(data, file).document
    return parse_project(document).project if document else None


def _is_manifest(path: str) -> bool:
    return path.endswith(f"/{MANIFEST}") and path.count("/") == 2


def _listing(data: bytes) -> dict[str, Any] | None:
    """A run's manifest, where it is one."""
    try:
        listing = json.loads(data)
        files = [file for file in listing["files"] if isinstance(file, str)]
        return {"spec": str(listing["spec"]), "run": str(listing["run"]), "files": files}
    except (ValueError, KeyError, TypeError):
        return None
