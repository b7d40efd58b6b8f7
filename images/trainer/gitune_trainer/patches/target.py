"""What a patch is given."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Target:
    """A loaded recipe script that has not run yet, and the config that it will run with."""

    recipe: str
    module: ModuleType
    config: Any

    @property
    def on_cpu(self) -> bool:
        """Whether the config computes on the CPU."""
        return str(self.config.get("device")) == "cpu"

    @property
    def model_type(self) -> str:
        """torchtune's name of the model's layout."""
        return str(self.config.get("checkpointer", {}).get("model_type"))
