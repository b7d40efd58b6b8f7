"""What the real torchtune says of a config: its own `validate`, and stricter, what its recipes do with each section."""

from __future__ import annotations

import importlib.util
import inspect
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import torch
from omegaconf import OmegaConf
from torchtune import config as torchtune_config
from torchtune.config._utils import _get_component_from_path

from gitune.backends.torchtune.check import SECTIONS

BITSANDBYTES = importlib.util.find_spec("bitsandbytes") is not None


def refusal(config: Mapping[str, Any]) -> str | None:
    """Why torchtune would refuse the config, or None. Equal sections are judged once."""
    for name, section in config.items():
        if isinstance(section, Mapping) and "_component_" in section:
            found = _section(name, json.dumps(section))
            if found:
                return f"{name}: {found}"
    return None


@cache
def _section(name: str, text: str) -> str | None:
    section = json.loads(text)
    if section["_component_"].startswith("bitsandbytes.") and not BITSANDBYTES:
        return None  # judged where it is installed, as in the trainer image; here the dumped signature alone speaks
    try:
        torchtune_config.validate(OmegaConf.create({name: section}))
        _bind(name, section)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def _bind(name: str, section: Mapping[str, Any]) -> None:
    """Binds as the recipe calls it: its own arguments first, every required one given."""
    component = _get_component_from_path(section["_component_"])
    given = SECTIONS[name]
    signature = inspect.signature(component)
    first = [object()] if given.first else []
    if given.first and next(iter(signature.parameters)) != given.first:
        raise TypeError(f"{component} does not take {given.first}")
    keywords = {key: value for key, value in section.items() if key != "_component_"}
    signature.bind(*first, **keywords, **dict.fromkeys(given.names))


@cache
def build(text: str) -> torch.nn.Module:
    """The model of a `model` section (as JSON), built without memory as the recipes build it."""
    with torch.device("meta"):
        model: torch.nn.Module = torchtune_config.instantiate(OmegaConf.create(json.loads(text)))
    return model
