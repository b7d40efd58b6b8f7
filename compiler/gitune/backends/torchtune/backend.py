"""torchtune 0.6: a plan becomes a recipe and its resolved config."""

from __future__ import annotations

from gitune.backends.base import Configured, TrainerConfig
from gitune.backends.torchtune.check import check_config
from gitune.backends.torchtune.config import build_config
from gitune.backends.torchtune.overrides import apply_overrides
from gitune.backends.torchtune.recipe import choose_recipe
from gitune.backends.torchtune.refusals import refusals
from gitune.catalog.model import Catalog
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Severity
from gitune.plan.model import Plan

CONFIG_FILE = "torchtune.yaml"
CONFIG_PATH = f"/etc/gitune/{CONFIG_FILE}"


class Torchtune:
    """The first backend."""

    name = "torchtune"

    def configure(self, plan: Plan, catalog: Catalog) -> Configured:
        """Builds the config, lays the overrides over it, and checks the result as torchtune itself would and more."""
        recipe = choose_recipe(plan)
        entry = catalog.torchtune.recipes[recipe]
        base = build_config(plan, entry, catalog.torchtune)
        config, findings = apply_overrides(base, plan, entry, catalog.torchtune)
        findings = (*refusals(plan, catalog.torchtune), *findings)
        findings = (*findings, *check_config(config, plan, entry, catalog.torchtune))
        if any(severity_of(f.code) is Severity.ERROR for f in findings):
            return Configured(None, findings)
        args = (recipe, "--config", CONFIG_PATH)
        return Configured(TrainerConfig(recipe, CONFIG_FILE, config, args), findings)
