"""What a check is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass

from gitune_trainer.config import Config
from gitune_trainer.devices import Devices
from gitune_trainer.exits import ExitCode
from gitune_trainer.recipes import Recipe
from gitune_trainer.settings import Settings


@dataclass(frozen=True)
class Start:
    """Everything that is decided about a start before torchtune is."""

    settings: Settings
    recipe: Recipe
    config: Config
    devices: Devices
    processes: int
    """On this node."""
    epochs_done: int = 0

    @property
    def world_size(self) -> int:
        """Processes on all nodes."""
        return self.processes * self.settings.nodes


@dataclass(frozen=True)
class Finding:
    """One reason why the run cannot work, as a sentence with its remedy."""

    code: ExitCode
    sentence: str
