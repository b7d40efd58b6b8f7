"""GT233."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class RuntimeScope(Rule):
    """The runtime's name belongs to an existing runtime, and an existing runtime needs its name.

    With `scope: cluster` and `scope: namespace` gitune renders the run's own runtime and names it. Only `scope:
    existing` refers to one that is installed.

    Bad:
        runtime: {scope: existing}

    Good:
        runtime: {scope: existing, name: gitune-torchtune}
    """

    code = "GT233"

    def check(self, context: Context) -> Iterator[Finding]:
        """name and kind without existing, existing without name."""
        runtime = context.spec.runtime
        if runtime.scope == "existing":
            if runtime.name is None:
                hint = "add `name`; `kubectl get clustertrainingruntimes` lists them"
                yield self.finding("`scope: existing` needs the runtime's name", ("runtime", "scope"), hint=hint)
            return
        for field in ("name", "kind"):
            if context.document.has(("runtime", field)):
                message = f"`{field}` does not apply to `scope: {runtime.scope}`"
                hint = "remove it, or write `scope: existing`"
                yield self.finding(message, ("runtime", field), at="key", hint=hint)
