"""What stands once in a tree, for all of its runs: the folder that the cluster's tool reads first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from gitune.emit.files import file_bytes
from gitune.manifests.delivery import FOLDERS, SHARED, is_listed, project_files
from gitune.project.model import GitOps, Project

ROOT = "kustomization.yaml"


class Delivery(NamedTuple):
    """The folder, and what the project file puts into it."""

    folder: GitOps
    files: Mapping[str, bytes]
    """Bytes by path below the output folder."""
    listed: frozenset[str]
    """Names of those that the folder's kustomization takes in."""

    @property
    def root(self) -> str:
        """The folder's kustomization: a merge of what is there and what is new."""
        return f"{self.folder}/{ROOT}"


FLUX = Delivery("flux", MappingProxyType({}), frozenset())
"""Of a project whose file says nothing."""


def delivery_of(project: Project, origin: str = "gitune.yaml") -> Delivery:
    """What a project file asks for. `origin` is its path relative to the project."""
    files = project_files(project)
    listed = frozenset(file.path.rpartition("/")[2] for file in files if is_listed(file))
    return Delivery(project.gitops, {file.path: file_bytes(file, origin) for file in files}, listed)


def delivery_paths() -> Iterator[str]:
    """Every path at which such a file may stand."""
    return (f"{folder}/{name}" for folder in FOLDERS for name in (ROOT, *sorted(SHARED)))
