"""The devices of this node and how many processes share them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from gitune_trainer.config import Config
from gitune_trainer.recipes import Recipe
from gitune_trainer.settings import Settings

PROBE_SECONDS = 120


@dataclass(frozen=True)
class Devices:
    """What this node has of the kind that the config names."""

    kind: str
    count: int | None
    """None for kinds that the trainer does not count (cpu, xpu, npu, mps)."""
    bf16: bool
    name: str = ""


def look(config: Config, env: Mapping[str, str]) -> Devices:
    """Count the config's kind of device; only CUDA is asked, in a process that ends."""
    if config.device != "cuda":
        return Devices(config.device, None, bf16=True)
    command = [sys.executable, "-m", "gitune_trainer.probe"]
    try:
        done = subprocess.run(command, env=dict(env), check=True, capture_output=True, text=True, timeout=PROBE_SECONDS)
        seen = json.loads(done.stdout.splitlines()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError):
        return Devices("cuda", 0, bf16=False)
    return Devices("cuda", seen["count"], seen["bf16"], seen["name"])


def processes(settings: Settings, recipe: Recipe, devices: Devices) -> int:
    """Processes on this node: as told, or one per device where the pod leaves it to the devices."""
    if settings.processes is not None:
        return settings.processes
    if not recipe.distributed:
        return 1
    return max(1, len(os.sched_getaffinity(0)) if devices.count is None else devices.count)
