"""What a check of the cluster's facts is: one question to a plan and to what gitune.yaml says that there is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from gitune.diagnostics.model import Finding, Path
from gitune.plan.model import Plan
from gitune.project.cluster import Cluster
from gitune.rules.base import HasPaths


class Site(NamedTuple):
    """A run, and the cluster that it is for."""

    plan: Plan
    cluster: Cluster
    document: HasPaths

    @property
    def called(self) -> str:
        """The cluster in a sentence."""
        return f"the cluster `{self.cluster.name}`" if self.cluster.name else "the cluster"

    def place(self, *paths: Path) -> Path:
        """The first of the paths at which somebody says something; the last where nobody does."""
        return next((path for path in paths if self.document.has(path)), paths[-1])


class ClusterCheck(ABC):
    """One check. It says nothing where the facts do not say."""

    code: ClassVar[str]

    @abstractmethod
    def check(self, site: Site) -> Iterator[Finding]:
        """Yields a finding for what the run needs and the cluster has not got."""

    def finding(self, message: str, path: Path, hint: str | None) -> Finding:
        """A finding with the check's own code."""
        return Finding(self.code, message, path, hint=hint)
