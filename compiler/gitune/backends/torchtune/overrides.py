"""Lays `overrides` over the config: mappings are merged, everything else replaces, null removes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitune.backends.torchtune.owned import owned_findings
from gitune.catalog.model import RecipeEntry, TorchtuneData
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan

Section = dict[str, Any]


def apply_overrides(
    base: Section, plan: Plan, recipe: RecipeEntry, torchtune: TorchtuneData
) -> tuple[Section, tuple[Finding, ...]]:
    """The config with the overrides in it, and a finding for each key that is not theirs to change."""
    merged = _merge(base, plan.overrides, torchtune)
    for key in recipe.required:
        if key in base:
            merged.setdefault(key, None)
    return merged, tuple(owned_findings(plan.overrides))


def _merge(base: Mapping[str, Any], over: Mapping[str, Any], torchtune: TorchtuneData) -> Section:
    merged = dict(_kept(base, over, torchtune))
    for key, value in over.items():
        if value is None and key in merged:
            del merged[key]
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = _merge(merged[key], value, torchtune)
        else:
            merged[key] = _plain(value)
    return merged


def _kept(base: Mapping[str, Any], over: Mapping[str, Any], torchtune: TorchtuneData) -> Mapping[str, Any]:
    """What stays of a section: all of it, or what the new component takes when the override names another."""
    component = over.get("_component_")
    if not isinstance(component, str) or component == base.get("_component_"):
        return base
    if component not in torchtune.components:
        return base
    known = torchtune.components[component]
    return {key: value for key, value in base.items() if key in known or key == "_component_"}


def _plain(value: Any) -> Any:
    """A value of the spec as a value of the config, which has lists and no tuples."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
