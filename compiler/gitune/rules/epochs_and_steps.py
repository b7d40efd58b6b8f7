"""GT220."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding, RelatedPath
from gitune.rules.base import Context, Rule


class EpochsAndSteps(Rule):
    """`epochs` and `maxSteps` say two different lengths of one run.

    `epochs` counts passes over the data, `maxSteps` optimizer steps of one pass. With both, torchtune would run
    `maxSteps` steps of every epoch, which is rarely meant and never obvious.

    Bad:
        training:
          epochs: 3
          maxSteps: 1000

    Good:
        training:
          maxSteps: 1000
    """

    code = "GT220"

    def check(self, context: Context) -> Iterator[Finding]:
        """Both are given."""
        training = context.spec.training
        if training.epochs is not None and training.max_steps is not None:
            related = (RelatedPath(("training", "epochs"), "`epochs` is here", "key"),)
            message = "`maxSteps` and `epochs` exclude each other"
            yield self.finding(message, ("training", "maxSteps"), at="key", hint="keep one of them", related=related)
