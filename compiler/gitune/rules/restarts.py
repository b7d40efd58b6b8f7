"""GT277."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_MOST = 10


class Restarts(Rule):
    """A failing run is started over and over.

    Every restart takes the GPUs again, and repeats the epoch in which the run failed. What failed ten times in a row
    does not pass by itself.

    Bad:
        runtime: {maxRestarts: 50}

    Good:
        runtime: {maxRestarts: 3}
    """

    code = "GT277"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than ten."""
        count = context.spec.runtime.max_restarts
        if count > _MOST:
            message = f"a run that cannot succeed takes its GPUs {count + 1} times"
            yield self.finding(message, ("runtime", "maxRestarts"), hint="usual: 0 to 5")
