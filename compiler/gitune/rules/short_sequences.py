"""GT264."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_SHORT = 64


class ShortSequences(Rule):
    """Hardly any row fits into the sequences.

    Longer rows are cut. In a few dozen tokens there is often no room for the prompt, so that no token of the answer is
    left to learn and the loss is not a number.

    Bad:
        training: {maxSeqLen: 32}

    Good:
        training: {maxSeqLen: 1024}
    """

    code = "GT264"

    def check(self, context: Context) -> Iterator[Finding]:
        """Fewer than 64 tokens."""
        length = context.spec.training.max_seq_len
        if length < _SHORT:
            message = f"rows are cut to {length} tokens, which leaves little of a prompt and its answer"
            yield self.finding(message, ("training", "maxSeqLen"), hint="usual: 512 to 8192")
