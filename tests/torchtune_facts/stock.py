"""What torchtune's wheel says: its registry, its stock configs, and the repository that each config downloads."""

# ruff: noqa: PLC0415  (torch and what needs it are imported by the tests that run, not when tests are collected)

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

DOWNLOAD = re.compile(r"^#\s+tune download (\S+)", re.MULTILINE)
INTERPOLATION = re.compile(r"\$\{([\w.]+)\}")


@dataclass(frozen=True)
class StockConfig:
    """One recipe with one of its registered configs."""

    recipe: str
    name: str
    content: dict[str, Any]
    downloads: frozenset[str]
    """Repositories of the `tune download` lines; more than one where a run needs several models."""
    interpolated: frozenset[str]
    """Top-level keys that other values refer to."""


def wheel(path: str) -> Path:
    """A file or folder of torchtune's wheel."""
    return Path(str(distribution("torchtune").locate_file(path)))


@cache
def tool() -> ModuleType:
    """`tools/dump_torchtune.py` as a module."""
    file = Path(__file__).parents[2] / "tools" / "dump_torchtune.py"
    spec = importlib.util.spec_from_file_location("dump_torchtune", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def stock_configs() -> tuple[StockConfig, ...]:
    """Every registered config that is in the wheel."""
    from torchtune._recipe_registry import get_all_recipes

    return tuple(
        _read(recipe.name, config.name, file)
        for recipe in get_all_recipes()
        for config in recipe.configs
        if (file := wheel("recipes/configs") / config.file_path).is_file()
    )


def _read(recipe: str, name: str, file: Path) -> StockConfig:
    text = file.read_text(encoding="utf-8")
    return StockConfig(
        recipe=recipe,
        name=name,
        content=yaml.safe_load(text),
        downloads=frozenset(DOWNLOAD.findall(text)),
        interpolated=frozenset(key.split(".")[0] for key in INTERPOLATION.findall(text)),
    )


def components_in(value: Any) -> set[str]:
    """Every `_component_` below a value."""
    if isinstance(value, list):
        return set().union(*(components_in(part) for part in value))
    if not isinstance(value, dict):
        return set()
    own = {value["_component_"]} if "_component_" in value else set()
    return own.union(*(components_in(part) for part in value.values()))
