"""What the compiler asks of a training library's backend. A second one must fit without touching the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from gitune.catalog.model import Catalog
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan


class TrainerConfig(NamedTuple):
    """How the trainer container is called, and the config that it reads.

    Every place of the run's name holds `RUN_PLACEHOLDER`; `manifests` puts the name in.
    """

    recipe: str
    config_file: str
    """Name of the config's file, such as `torchtune.yaml`; empty where the run has none of its own."""
    config: Mapping[str, Any]
    """The resolved config in reading order: plain mappings, lists, text, numbers, booleans, null."""
    args: tuple[str, ...]
    """Arguments of the trainer container."""
    command: tuple[str, ...] = ()
    """What takes the arguments; empty where the runtime says it."""


class Configured(NamedTuple):
    """The backend's answer: a config unless an error stands among the findings."""

    config: TrainerConfig | None
    findings: tuple[Finding, ...]


class Backend(Protocol):
    """One training library."""

    name: str

    def configure(self, plan: Plan, catalog: Catalog) -> Configured:
        """Turns a plan into a complete config, or says what the library cannot do and why."""
        ...
