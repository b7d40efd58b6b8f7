"""A run on one of Kubeflow's own torchtune runtimes: arguments for `tune run`, and no config of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitune.backends.base import Configured, TrainerConfig
from gitune.backends.torchtune.check import check_config
from gitune.backends.torchtune.owned import owned_findings
from gitune.backends.torchtune.refusals import refusals
from gitune.backends.upstream.choice import choose
from gitune.backends.upstream.more import more, overridden
from gitune.backends.upstream.refusals import OWNED, dotted, no_config, owned, refused, unsayable
from gitune.backends.upstream.said import said
from gitune.backends.upstream.settings import Setting, effective
from gitune.backends.upstream.settle import settled, unpinned
from gitune.catalog.model import Catalog
from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Finding, Severity
from gitune.plan.model import Plan, UpstreamPlan

COMMAND = ("tune", "run")
"""Exactly this hands the run to Trainer's torch plugin, which puts recipe and config behind it."""


class Upstream:
    """torchtune, as Kubeflow's runtimes start it."""

    name = "upstream"

    def __init__(self, upstream: UpstreamPlan) -> None:
        self.upstream = upstream

    def settled(self, plan: Plan, catalog: Catalog) -> Plan:
        """The plan as it will run: unpinned, and what the spec leaves open is the stock config's."""
        plan = unpinned(plan)
        config = choose(plan, self.upstream).config
        stock = catalog.upstream.configs.get(config)
        return plan if stock is None else settled(plan, self.upstream, config, stock)

    def configure(self, plan: Plan, catalog: Catalog) -> Configured:
        """The arguments, each where the stock config does not say the same already."""
        choice = choose(plan, self.upstream)
        findings = list(refused(plan, self.upstream))
        stock = catalog.upstream.configs.get(choice.config)
        if findings or stock is None:
            if not findings:
                findings.append(no_config(plan, self.upstream, choice, catalog.upstream.configs))
            return Configured(None, tuple(findings))
        settings = self.settings(plan, stock)
        findings += self._findings(plan, catalog, settings, stock)
        if any(severity_of(finding.code) is Severity.ERROR for finding in findings):
            return Configured(None, tuple(findings))
        args = tuple(setting.argument for setting in settings)
        return Configured(TrainerConfig(choice.recipe, "", {}, args, COMMAND), tuple(findings))

    def settings(self, plan: Plan, stock: Mapping[str, Any]) -> tuple[Setting, ...]:
        """Everything that `tune run` is told, in order: the SDK's words, then further ones, then `overrides`."""
        return (
            *said(plan, self.upstream, stock),
            *more(plan, self.upstream, stock),
            *overridden(plan, stock),
        )

    def _findings(
        self, plan: Plan, catalog: Catalog, settings: tuple[Setting, ...], stock: Mapping[str, Any]
    ) -> list[Finding]:
        """What torchtune cannot do, what may not be overridden, and what is wrong with the config that comes of it."""
        recipe = catalog.torchtune.recipes[choose(plan, self.upstream).recipe]
        ours = [f for f in owned_findings(plan.overrides) if ".".join(str(part) for part in f.path[1:]) not in OWNED]
        return [
            *refusals(plan, catalog.torchtune),
            *dotted(plan.overrides),
            *owned(settings),
            *ours,
            *unsayable(settings),
            *check_config(effective(stock, settings), plan, recipe, catalog.torchtune),
        ]
