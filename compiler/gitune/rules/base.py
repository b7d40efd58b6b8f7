"""What a rule is: one check, one class, whose docstring is its page (see `page`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, NamedTuple, Protocol

from gitune.catalog.model import AcceleratorEntry, Catalog, ModelEntry
from gitune.diagnostics.model import At, Finding, Path, RelatedPath
from gitune.spec.finetune import FineTune
from gitune.spec.method import Adapter, Full


class HasPaths(Protocol):
    """What a rule may ask of the document: whether a person wrote something at a path."""

    def has(self, path: Path) -> bool:
        """Whether the path stands in the document."""
        ...


class Context(NamedTuple):
    """What a rule sees."""

    spec: FineTune
    document: HasPaths
    catalog: Catalog
    texts: tuple[tuple[Path, At, str], ...] = ()
    """Every text that a person wrote, walked once for all rules (see `walk`)."""
    family: str | None = None
    """The matrix that the run belongs to, which is the name of its volume too."""

    @property
    def model(self) -> ModelEntry | None:
        """The catalog's entry of the model; None when there is none, which the planner reports."""
        return self.catalog.models.get(self.spec.model.id)

    @property
    def accelerator(self) -> AcceleratorEntry | None:
        """The catalog's entry of the accelerator; None when there is none, which the planner reports."""
        return self.catalog.accelerators.get(self.spec.resources.accelerator)

    @property
    def adapter(self) -> Adapter | None:
        """The method, when it trains an adapter."""
        return None if isinstance(self.spec.method, Full) else self.spec.method

    @property
    def single_process(self) -> bool:
        """Whether the run is one process, as far as the spec says so."""
        resources = self.spec.resources
        per_node = resources.processes_per_node
        if per_node == "auto":
            per_node = resources.gpus_per_node or self._installed_gpus
        return resources.nodes * per_node == 1

    @property
    def _installed_gpus(self) -> int:
        """GPUs on each node where the spec names none: one, but for some of Kubeflow's own runtimes."""
        runtime = self.spec.runtime
        if runtime.scope != "existing" or runtime.name is None:
            return 1
        known = self.catalog.upstream.runtimes.get(runtime.name)
        return (known.gpus if known else None) or 1


class Rule(ABC):
    """One check. Rules do not depend on each other and report nothing that the planner reports."""

    code: ClassVar[str]

    @abstractmethod
    def check(self, context: Context) -> Iterator[Finding]:
        """Yields a finding for each place that breaks the rule."""

    def finding(
        self,
        message: str,
        path: Path,
        *,
        at: At = "value",
        hint: str | None = None,
        related: tuple[RelatedPath, ...] = (),
    ) -> Finding:
        """A finding with the rule's own code."""
        return Finding(self.code, message, path, at, hint, related)
