"""GT290."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_MOST = 4096


class HugeBatch(Rule):
    """One optimizer step takes thousands of rows.

    Fine-tuning has thousands of rows, not billions: with so large a batch the whole data makes a handful of steps, and
    with less data than one batch torchtune makes none at all.

    Bad:
        training: {globalBatchSize: 16384}

    Good:
        training: {globalBatchSize: 128}
    """

    code = "GT290"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than 4096."""
        size = context.spec.training.global_batch_size
        if size > _MOST:
            message = f"{size} rows for one step: 100,000 rows make {100_000 // size} steps"
            yield self.finding(message, ("training", "globalBatchSize"), hint="usual: 16 to 512")
