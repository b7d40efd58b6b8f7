"""GT293."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class ModuleTwice(Rule):
    """A module stands twice in the list.

    A projection gets one adapter, however often it is listed. Twice the same name often means that another was meant.

    Bad:
        method: {kind: lora, targetModules: [q_proj, q_proj]}

    Good:
        method: {kind: lora, targetModules: [q_proj, v_proj]}
    """

    code = "GT293"

    def check(self, context: Context) -> Iterator[Finding]:
        """Every repetition."""
        names = context.adapter.target_modules if context.adapter else ()
        for index, name in enumerate(names):
            if name in names[:index]:
                yield self.finding(f"`{name}` is listed already", ("method", "targetModules", index), hint="remove it")
