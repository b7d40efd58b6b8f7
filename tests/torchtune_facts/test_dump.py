"""`runtimes/torchtune/<version>/` against the torchtune that is installed."""

# ruff: noqa: PLC0415  (torch and what needs it are imported by the tests that run, not when tests are collected)

from __future__ import annotations

from importlib.metadata import version

import pytest

from gitune.catalog.load import load_catalog
from torchtune_facts.stock import components_in, stock_configs, tool

pytestmark = pytest.mark.torch

TORCHTUNE = load_catalog().torchtune
IGNORED = {
    ("eleuther_eval", "resume_from_checkpoint"),
    ("knowledge_distillation_distributed", "enable_activation_offloading"),
    ("knowledge_distillation_single_device", "enable_activation_offloading"),
    ("lora_dpo_distributed", "compile"),
    ("lora_finetune_distributed", "fsdp"),
}
"""Keys that stock configs set and their recipe does not read: torchtune drops them without a word."""

CONFIGS = stock_configs()


def test_files_are_what_the_tool_writes() -> None:
    assert tool().drifted(tool().files()) == [], "run: python tools/dump_torchtune.py"


def test_version_is_the_installed_one() -> None:
    assert TORCHTUNE.version == version("torchtune")


def test_every_recipe_is_there() -> None:
    from torchtune._recipe_registry import get_all_recipes

    assert {name: recipe.distributed for name, recipe in TORCHTUNE.recipes.items()} == {
        recipe.name: recipe.supports_distributed for recipe in get_all_recipes()
    }


def test_stock_configs_set_no_unknown_key() -> None:
    unknown = {
        (config.recipe, key)
        for config in CONFIGS
        for key in set(config.content) - set(TORCHTUNE.recipes[config.recipe].keys) - config.interpolated
    }
    assert unknown == IGNORED


def test_stock_configs_set_every_required_key() -> None:
    missing = {
        (config.name, key)
        for config in CONFIGS
        for key in set(TORCHTUNE.recipes[config.recipe].required) - set(config.content)
    }
    assert not missing


def test_every_component_of_a_stock_config_is_known() -> None:
    used = set().union(*(components_in(config.content) for config in CONFIGS))
    families = tuple(f"torchtune.models.{family}." for family in tool().NEEDS_TORCHVISION)
    assert {path for path in used if not path.startswith(families)} <= set(TORCHTUNE.components)


def test_every_component_of_the_catalog_is_known() -> None:
    models = load_catalog().models
    used = {
        path
        for name in models
        for path in (
            models[name].torchtune.model,
            models[name].torchtune.lora_model,
            models[name].torchtune.checkpointer,
            models[name].torchtune.tokenizer["_component_"],
        )
    }
    assert used <= set(TORCHTUNE.components)
