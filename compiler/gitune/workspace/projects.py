"""Project files to workspaces, one for each environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gitune.catalog.load import CatalogError, default_root, load_catalog
from gitune.catalog.model import Catalog
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Span
from gitune.project.model import DEFAULT_PROJECT, Project
from gitune.source.document import Document
from gitune.workspace.delivery import project_diagnostics
from gitune.workspace.documents import read_document
from gitune.workspace.model import PROJECT_FILE, Inputs, Where, Workspace
from gitune.workspace.problems import broken_catalog, shown

if TYPE_CHECKING:
    from gitune.policy.policy import Policy
    from gitune.project.environment import Environment


class Projects:
    """Every project that was asked for, read once."""

    def __init__(self, where: Where, inputs: Inputs) -> None:
        self._where = where
        self._inputs = inputs
        self._known: dict[Path, tuple[Workspace, ...]] = {}
        self._heard: set[str] = set()

    def below(self, folder: Path) -> Iterator[Workspace]:
        """The workspaces of every project that was met in a folder."""
        return (one for root, known in self._known.items() if root.is_relative_to(folder) for one in known)

    def first_file(self) -> str | None:
        """The name of a project file that was read."""
        documents = (one.document for known in self._known.values() for one in known if one.document is not None)
        return next((document.file for document in documents), None)

    def unheard(self) -> tuple[str, ...]:
        """Environments that were asked for and that no project has, where another one was found."""
        asked = self._where.environments
        return tuple(name for name in asked if name not in self._heard) if self._heard else ()

    def at(self, root: Path, file: Path | None) -> tuple[Workspace, ...]:
        """The workspaces of a project; none where it cannot be read, which is in the diagnostics."""
        if root not in self._known:
            self._known[root] = tuple(self._read(root, file))
        return self._known[root]

    def _read(self, root: Path, file: Path | None) -> Iterable[Workspace]:
        if file is None:
            return self._without_file(root)
        document = read_document(file, self._inputs)
        if document is None:
            return ()
        from gitune.project.environment import environments_of  # noqa: PLC0415 (a project without a file has none)

        found = environments_of(document)
        self._inputs.diagnostics += found.diagnostics
        chosen = [each for each in found.environments if self._is_asked(each.name)]
        self._heard |= {each.name for each in chosen if each.name}
        self._inputs.narrowed |= len(chosen) < len(found.environments)
        if found.environments and not chosen:
            self._unknown(document, [str(each.name) for each in found.environments if each.name])
        return [made for each in chosen if (made := self._workspace(root, each)) is not None]

    def _without_file(self, root: Path) -> Iterable[Workspace]:
        wishes = self._wishes()
        if wishes or self._where.environments:
            project = DEFAULT_PROJECT.model_copy(update=wishes)
            found = project_diagnostics(project, None, shown(root / PROJECT_FILE))
            self._inputs.diagnostics += found
            if found:
                return ()
            if self._where.environments:
                self._unknown(None, [], shown(root / PROJECT_FILE))
                return ()
        else:
            project = DEFAULT_PROJECT
        catalog = self._catalog(root, project)
        return () if catalog is None else (Workspace(root, project, catalog, repository_of(root)),)

    def _workspace(self, root: Path, environment: Environment) -> Workspace | None:
        project = environment.project.model_copy(update=self._wishes())
        found = project_diagnostics(project, environment.document, shown(root / PROJECT_FILE))
        policies = self._policies(root, project, environment.document)
        catalog = self._catalog(root, project)
        if catalog is not None:
            found += _of_facts(project, catalog, environment.document)
        self._inputs.diagnostics += found
        if found or policies is None or catalog is None:
            return None
        return Workspace(
            root,
            project,
            catalog,
            repository_of(root),
            environment.name,
            environment.below,
            environment.above,
            policies,
            self._where.today,
            environment.document,
        )

    def _policies(self, root: Path, project: Project, document: Document) -> tuple[Policy, ...] | None:
        if not project.policies:
            return ()
        from gitune.workspace.policies import read_policies  # noqa: PLC0415 (few projects have policies)

        return read_policies(root, project.policies, document, self._inputs)

    def _catalog(self, root: Path, project: Project) -> Catalog | None:
        roots = [default_root(), *([root / project.catalog] if project.catalog else [])]
        try:
            return load_catalog(roots)
        except CatalogError as error:
            self._inputs.diagnostics.append(broken_catalog(error))
            return None

    def _wishes(self) -> dict[str, object]:
        """Fields of a project that the command line decides."""
        where = self._where
        return {
            **({"require_lock": True} if where.locked else {}),
            **({"gitops": where.gitops} if where.gitops else {}),
        }

    def _is_asked(self, name: str | None) -> bool:
        asked = self._where.environments
        return not asked or name in asked

    def _unknown(self, document: Document | None, names: list[str], file: str = "") -> None:
        asked = ", ".join(f"`{name}`" for name in self._where.environments)
        message = f"there is no environment {asked} here"
        listed = ", ".join(f"`{name}`" for name in names)
        hint = f"the project has {listed}" if names else "gitune.yaml names them under `environments`"
        place = document.span(("environments",)) if document else Span(file, 1, 1, 1, 1)
        self._inputs.diagnostics.append(Diagnostic("GT547", severity_of("GT547"), message, place, hint=hint))


def _of_facts(project: Project, catalog: Catalog, document: Document) -> list[Diagnostic]:
    if project.cluster is None or not project.cluster.has_facts:
        return []
    from gitune.project.facts import fact_mistakes  # noqa: PLC0415 (few projects say what their cluster has)

    return [document.resolve(finding) for finding in fact_mistakes(project.cluster, catalog.accelerators)]


def repository_of(root: Path) -> Path:
    """The nearest folder above that Git knows; the project's own where there is none."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
