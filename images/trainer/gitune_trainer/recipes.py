"""torchtune's recipe registry, read without importing torchtune (which would import torch)."""

from __future__ import annotations

import difflib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from gitune_trainer.exits import ExitCode, Failure


@dataclass(frozen=True)
class Recipe:
    """One entry of the registry."""

    name: str
    script: Path
    distributed: bool
    """Whether it runs under torchrun."""

    @property
    def trains_adapter(self) -> bool:
        """LoRA and its relatives leave a PEFT adapter beside the merged weights."""
        return "lora" in self.name


def find(name: str) -> Recipe:
    """The recipe called ``name``; raises `Failure` 2 when the registry has none."""
    found = _registry()
    if name not in found:
        near = difflib.get_close_matches(name, found, n=1, cutoff=0.4)
        meant = f"; did you mean {near[0]}?" if near else "."
        raise Failure(ExitCode.USAGE, f"torchtune has no recipe called {name!r}{meant}")
    return found[name]


def _registry() -> dict[str, Recipe]:
    package = importlib.util.find_spec("torchtune")
    if package is None or package.origin is None:
        raise Failure(ExitCode.USAGE, "torchtune is not installed here; use the trainer image.")
    folder = Path(package.origin).parent
    spec = importlib.util.spec_from_file_location("gitune_trainer._registry", folder / "_recipe_registry.py")
    if spec is None or spec.loader is None:
        raise Failure(ExitCode.USAGE, "torchtune's recipe registry cannot be read; use the trainer image.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {
        entry.name: Recipe(entry.name, folder.parent / "recipes" / entry.file_path, entry.supports_distributed)
        for entry in module.get_all_recipes()
    }
