"""GT208, for what only the lock knows to be gated."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan


class Gated(Check):
    """The source is gated, and no Secret with a token is named.

    Whoever ran `gitune lock` had access. The cluster has it only by a token, which the initializer takes from a Secret.

    Bad:
        spec:
          dataset: {source: "hf://team/support/data/"}
        lock:
          gated: true

    Good:
        spec:
          dataset: {source: "hf://team/support/data/", secretRef: {name: hf-token}}
        lock:
          gated: true
    """

    code = "GT208"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """Datasets, and models of which the catalog does not say it."""
        known = plan.model.entry.gated
        for section, source in (("dataset", plan.dataset.source), ("model", plan.model.source)):
            if source.locked and source.locked.gated and source.secret is None and not (section == "model" and known):
                message = f"{source.uri} is gated: its files are not to be had without an access token"
                hint = f"name a Secret with the token in `{section}.secretRef`"
                yield self.finding(message, (section, "source"), hint=hint)
