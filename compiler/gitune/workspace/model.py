"""What is read before anything compiles."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gitune.catalog.model import Catalog
from gitune.diagnostics.model import Diagnostic
from gitune.project.model import GitOps, Project
from gitune.source.document import Document

if TYPE_CHECKING:
    from gitune.layers.matrix import Variant
    from gitune.lock.model import Lock
    from gitune.policy.policy import Policy
    from gitune.project.overlays import Overlay
    from gitune.source.layer import Layer

PROJECT_FILE = "gitune.yaml"
SPEC_FILE = "finetune.yaml"
SPEC_SUFFIX = ".finetune.yaml"
STDIN = "-"


class Where(NamedTuple):
    """What the command line says about projects."""

    project_file: str | None = None
    """The project file of every spec, in place of the nearest."""
    environments: tuple[str, ...] = ()
    """The environments that are meant; all where none is named."""
    today: datetime.date | None = None
    """What ends of exceptions are compared with."""
    locked: bool = False
    """Whether every project asks for locks, whatever its file says."""
    gitops: GitOps | None = None
    """What brings the objects to the cluster, whatever the file says."""


class Workspace(NamedTuple):
    """A project in one of its environments: the folder of its file, or of the spec where there is none."""

    root: Path
    project: Project
    catalog: Catalog
    repository: Path
    """Root of the repository: `extends` does not leave it."""
    environment: str | None = None
    below: tuple[Layer, ...] = ()
    """What specs start from."""
    above: tuple[Overlay, ...] = ()
    """What wins over specs."""
    policies: tuple[Policy, ...] = ()
    today: datetime.date | None = None
    document: Document | None = None
    """Where the project's values stand; None without a project file."""

    @property
    def output(self) -> Path:
        """The folder of the rendered tree."""
        return self.root / self.project.output


class SpecFile(NamedTuple):
    """A spec's file, with every environment that it is compiled for."""

    path: Path
    workspaces: tuple[Workspace, ...]


class SpecInput(NamedTuple):
    """One run's spec in one environment, as far as it could be read."""

    workspace: Workspace
    origin: str
    """Path relative to the project, with forward slashes."""
    document: Document
    lock: Lock | None = None
    """What is pinned; None where there is no lock file, or a broken one."""
    variant: Variant | None = None
    """The run's place in the spec's grid."""
    bases: tuple[str, ...] = ()
    """What the spec starts from, from the repository's root."""

    @property
    def environment(self) -> str | None:
        """Where it is rendered for; None in a project without environments."""
        return self.workspace.environment


class Inputs:
    """Everything that was read, and what could not be."""

    def __init__(self) -> None:
        self.files: list[SpecFile] = []
        self.specs: list[SpecInput] = []
        self.diagnostics: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        """Text of every file that a diagnostic may point into."""
        self.digests: dict[str, str | None] = {}
        """SHA-256 of every file as it was read; None where there was none."""
        self.bases: dict[str, tuple[str, str | None]] = {}
        """What was asked for as a base, by its path from the repository's root: its name and its SHA-256."""
        self.whole: set[Path] = set()
        """Roots of projects all of whose specs were asked for."""
        self.narrowed = False
        """Whether environments of a project were left out."""
