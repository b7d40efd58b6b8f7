"""What this machine and this Python have, looked at without importing anything heavy."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Iterator
from pathlib import Path

from gitune.diagnostics.model import Diagnostic
from gitune.local.model import Container, JobSet
from gitune.local.refusal import diagnostic

NEEDED_WITH = {"gitune_trainer": ("torch", "torchao", "torchtune")}
"""Packages that a module of the images needs and that its own metadata cannot name here."""
NOT_DEVICES = ("cpu", "memory", "ephemeral-storage", "hugepages-")
DEVICE_FILES = Path("/dev")


def missing_packages(jobset: JobSet) -> list[Diagnostic]:
    """GT606 for each Python module that a container starts and that is not installed here."""
    modules = sorted({m for job in jobset.jobs for m in _modules(job.container)})
    return [
        diagnostic(
            "GT606",
            f"the Python package {module} is not installed in this Python",
            hint="pip install 'gitune[local]'",
        )
        for module in modules
        if importlib.util.find_spec(module) is None
    ]


def missing_devices(jobset: JobSet) -> list[Diagnostic]:
    """GT607, a note, for each device resource of which this machine has fewer than one pod asks for."""
    here = len(list(DEVICE_FILES.glob("nvidia[0-9]*")))
    return [
        diagnostic(
            "GT607",
            f"{job.name} asks for {number} {resource}, and this machine has {here} such devices",
            hint="render the run for accelerator cpu to train it here; the trainer decides after its own look",
        )
        for job in jobset.jobs
        for resource, number in job.container.limits.items()
        if not resource.startswith(NOT_DEVICES) and int(number) * job.completions > here
    ]


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _modules(container: Container) -> Iterator[str]:
    """Modules of a command such as `python -m gitune_trainer`."""
    match container.command:
        case ("python" | "python3", "-m", module, *_):
            yield module
            yield from NEEDED_WITH.get(module, ())
