"""What a run is made of, once the TrainJob is merged into its runtime: jobs, each of one container, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MATRIX = "gitune.dev/matrix"

Manifest = Mapping[str, Any]
"""One Kubernetes object, or a part of one, as plain data."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A volume at a path of a container."""

    volume: str
    path: str
    sub_path: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a pod, as the kubelet gets it."""

    name: str
    image: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    env: tuple[Manifest, ...]
    env_from: tuple[Manifest, ...]
    mounts: tuple[Mount, ...]
    limits: Mapping[str, str | int]
    working_dir: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One Job of the JobSet: so many pods of one template."""

    name: str
    depends_on: tuple[str, ...]
    completions: int
    container: Container
    volumes: tuple[Manifest, ...]
    backoff_limit: int
    """Failed pods that the Job replaces before it fails."""
    pod_failure_policy: tuple[Manifest, ...]
    grace_seconds: float
    """From SIGTERM to SIGKILL."""
    deadline_seconds: float | None = None

    def pod_names(self) -> tuple[str, ...]:
        """One short name per completion index: `dataset-initializer`, or `node-0`, `node-1`, ..."""
        if self.completions == 1 and self.name != "node":
            return (self.name,)
        return tuple(f"{self.name}-{index}" for index in range(self.completions))


@dataclass(frozen=True, slots=True)
class JobSet:
    """All jobs of a run in the order of their dependencies, and what happens when one of them fails."""

    name: str
    namespace: str
    jobs: tuple[Job, ...]
    max_restarts: int
    failure_rules: tuple[Manifest, ...]
    deadline_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class RunObjects:
    """What was rendered for one run."""

    trainjob: Manifest
    runtime: Manifest
    config_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Files of each ConfigMap, by its name."""

    @property
    def name(self) -> str:
        """The run's name."""
        return str(self.trainjob["metadata"]["name"])

    @property
    def matrix(self) -> str | None:
        """The matrix whose runs share the volume; None for a run that has one of its own."""
        labels = self.trainjob["metadata"].get("labels") or {}
        return str(labels[MATRIX]) if isinstance(labels, dict) and MATRIX in labels else None

    @property
    def namespace(self) -> str:
        """The run's namespace; `default` where the object leaves it to the applier."""
        return str(self.trainjob["metadata"].get("namespace", "default"))
