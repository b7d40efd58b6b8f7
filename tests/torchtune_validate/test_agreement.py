"""The compiler's check without torch and torchtune's own agree on configs that were broken on purpose."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from typing import Any

import pytest

from gitune.backends.torchtune.check import SECTIONS, check_config
from gitune.backends.torchtune.recipe import choose_recipe
from gitune.plan.model import Plan
from support.specs import catalog, config, made
from torchtune_validate.oracle import refusal

pytestmark = pytest.mark.torch

SPECS: tuple[dict[str, Any], ...] = (
    {},
    {"method": {"kind": "lora"}, "model": {"id": "llama3.1-8b", "source": "hf://team/model"}},
    {"method": {"kind": "qdora"}, "model": {"id": "gemma2-9b", "source": "hf://team/model"}},
    {"model": {"id": "phi4-14b"}, "dataset": {"kind": "chat"}, "training": {"optimizer": {"kind": "sgd"}}},
    {"resources": {"accelerator": "h100-80gb", "gpusPerNode": 4}, "dataset": {"kind": "text"}},
    {"model": {"id": "mistral-7b-v0.1"}, "training": {"loss": {"kind": "crossEntropy"}}},
)
MUTATIONS_PER_SPEC = 120


@pytest.mark.parametrize("number", range(len(SPECS)))
def test_both_judge_alike(number: int) -> None:
    base, plan, dice = config(**SPECS[number]), made(**SPECS[number]), random.Random(number)
    refused = 0
    for _ in range(MUTATIONS_PER_SPEC):
        mutant, what = _mutated(base, dice)
        ours, theirs = _ours(mutant, plan), refusal(mutant)
        assert (ours is None) == (theirs is None), (what, ours, theirs)
        refused += theirs is not None
    assert 0 < refused < MUTATIONS_PER_SPEC


def _ours(mutant: Mapping[str, Any], plan: Plan) -> str | None:
    torchtune = catalog().torchtune
    findings = check_config(mutant, plan, torchtune.recipes[choose_recipe(plan)], torchtune)
    return findings[0].message if findings else None


def _mutated(base: Mapping[str, Any], dice: random.Random) -> tuple[dict[str, Any], str]:
    """One section broken, or changed in a way that is still right."""
    mutant = copy.deepcopy(dict(base))
    name = dice.choice([key for key in SECTIONS if key in mutant])
    section = mutant[name]
    arguments = [key for key in section if key != "_component_"]
    kind = dice.choice(["rename", "remove", "misspell", "swap", "add", "given", "keep"])
    if kind == "rename" and arguments:
        key = dice.choice(arguments)
        section[key + dice.choice("_xs")] = section.pop(key)
    elif kind == "remove" and arguments:
        section.pop(dice.choice(arguments))
    elif kind == "misspell":
        section["_component_"] = section["_component_"][:-1]
    elif kind == "swap":
        section["_component_"] = mutant[dice.choice([key for key in SECTIONS if key in mutant])]["_component_"]
    elif kind == "add":
        section["nonsense"] = 1
    elif kind == "given" and SECTIONS[name].names:
        section[SECTIONS[name].names[0]] = 1
    return mutant, f"{kind} in {name}: {section}"
