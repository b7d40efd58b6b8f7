"""GT408."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check, facts_of
from gitune.diagnostics.model import Finding
from gitune.plan.model import Plan

_MANY = 0.10


class TruncatedRows(Check):
    """Rows are cut off at the sequence length.

    The lock holds how long the rows of a sample are, in tokens of the model's own tokenizer. What is longer than
    `training.maxSeqLen` loses its end, which is where the answer stands.

    Bad:
        spec:
          training: {maxSeqLen: 512}
        lock:
          tokens: {256: 600, 1024: 400}

    Good:
        spec:
          training: {maxSeqLen: 1024}
        lock:
          tokens: {256: 600, 1024: 400}
    """

    code = "GT408"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """More than one row of ten is longer."""
        facts = facts_of(plan)
        if facts is None or facts.tokens is None:
            return
        limit, tokens = plan.training.max_seq_len, facts.tokens
        share = tokens.share_over(limit)
        if share > _MANY:
            message = f"about {share:.0%} of the rows are longer than {limit:,} tokens and lose their end"
            enough = next(
                (bar.up_to for bar in tokens.histogram if tokens.share_over(bar.up_to) <= _MANY), tokens.longest
            )
            hint = f"with {enough:,}, {tokens.share_over(enough):.0%} do; the longest has {tokens.longest:,}"
            yield self.finding(message, ("training", "maxSeqLen"), hint=hint)
