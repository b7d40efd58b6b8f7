"""Starts a job's pods: a root with its volumes, an environment and a process for each completion index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gitune.local.console import Console
from gitune.local.environment import Network, Pod, Surroundings, command_of
from gitune.local.job_run import StartPods
from gitune.local.machine import free_port
from gitune.local.model import Job, RunObjects
from gitune.local.process import ContainerProcess
from gitune.local.secrets import Secrets
from gitune.local.volumes import Folders, make_pod_root

LOOPBACK = "127.0.0.1"


class Pods:
    """The kubelet's part of a run."""

    def __init__(
        self,
        objects: RunObjects,
        folders: Folders,
        secrets: Secrets,
        environ: Mapping[str, str],
        console: Console,
    ) -> None:
        self._objects, self._folders = objects, folders
        self._secrets, self._environ, self._console = secrets, environ, console
        for log in (folders.root / "logs").glob("*.log"):
            log.unlink()

    def begin(self) -> StartPods:
        """The starter for one start of the JobSet, whose nodes meet at a port of its own."""
        network = Network(LOOPBACK, free_port())
        return lambda job: self._start(job, network)

    def _start(self, job: Job, network: Network) -> Sequence[ContainerProcess]:
        return [self._start_pod(job, name, index, network) for index, name in enumerate(job.pod_names())]

    def _start_pod(self, job: Job, name: str, index: int, network: Network) -> ContainerProcess:
        root: Path = make_pod_root(job, name, self._folders, self._objects.config_maps)
        pod = Pod(f"{self._objects.name}-{job.name}-0-{index}", self._objects.namespace, index, root)
        around = Surroundings(self._secrets, self._objects.config_maps, network, self._environ)
        command = command_of(job.container, pod, around)
        self._console.line(f"starting {name}")
        return ContainerProcess(name, command, self._folders.log(name), self._console)
