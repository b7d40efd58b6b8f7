"""GT276."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.quantity import parse_duration

_SHORT, _LONG = 300, 30 * 86400


class Deadline(Rule):
    """The deadline is too short to train, or none at all.

    The deadline counts from the job's start: pulling the image and loading the model take minutes of it. And one of
    months never ends a run that hangs.

    Bad:
        runtime: {activeDeadline: 90s}

    Good:
        runtime: {activeDeadline: 12h}
    """

    code = "GT276"

    def check(self, context: Context) -> Iterator[Finding]:
        """Under five minutes or over 30 days."""
        deadline = context.spec.runtime.active_deadline
        if deadline is None:
            return
        path, seconds = ("runtime", "activeDeadline"), parse_duration(deadline)
        if seconds < _SHORT:
            yield self.finding(
                f"{deadline} may end before the image is pulled", path, hint="it counts from the job's start"
            )
        elif seconds > _LONG:
            yield self.finding(f"{deadline} ends no run that hangs", path, hint="a few times what the run should take")
