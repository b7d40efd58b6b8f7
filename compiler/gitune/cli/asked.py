"""What the command line of `gitune diff` names."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from gitune.cli.places import within
from gitune.diff.model import TreeChange
from gitune.git.program import Git
from gitune.workspace.model import Where


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
        return [place for path in self.paths if (place := within(git, Path(path))) is not None]

    @property
    def project_file(self) -> Path | None:
        """The project file of every spec."""
        return Path(self.where.project_file) if self.where.project_file else None

    def project_within(self, git: Git) -> str | None:
        """The same from the repository's root."""
        return within(git, self.project_file) if self.project_file else None

    def has(self, change: TreeChange) -> bool:
        """Whether an environment is meant."""
        return not self.where.environments or change.environment in self.where.environments
