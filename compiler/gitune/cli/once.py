"""What stands once for a project, on both sides of a comparison."""

from __future__ import annotations

from gitune.cli.now import NowTree
from gitune.cli.revision import Revision
from gitune.diff.model import Tree
from gitune.diff.project import Once
from gitune.emit.delivery import delivery_of
from gitune.manifests.delivery import SHARED
from gitune.project.model import Project


class OnceReader:
    """Reads it from the revision's tree; where nothing is rendered there, it is made of the project's file."""

    def __init__(self, revision: Revision) -> None:
        self._revision = revision

    def before(self, root: str, tree: Tree | None) -> Once | None:
        """The earlier side of a tree."""
        if tree is None:
            return None
        found = (each.project for each in self._revision.projects.at(root) if each.tree == tree)
        project = next(found, None)
        if project is None:
            return None
        folder = f"{tree.output}/{project.gitops}"
        is_there = (self._revision.snapshot.git.root / folder).is_dir()
        if not self._revision.is_rendered(root):
            return _made(project, tree.output)._replace(is_there=is_there)
        data = self._revision.snapshot.read(f"{folder}/{name}" for name in sorted(SHARED))
        return Once(folder, {path.removeprefix(f"{folder}/"): content for path, content in data.items()}, is_there)

    def after(self, tree: NowTree | None) -> Once | None:
        """Its side now."""
        return None if tree is None else _made(tree.project, tree.tree.output)


def _made(project: Project, output: str) -> Once:
    files = delivery_of(project).files
    return Once(f"{output}/{project.gitops}", {path.rpartition("/")[2]: data for path, data in files.items()})
