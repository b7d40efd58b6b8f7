"""GT242."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class LossChunks(Rule):
    """Only the chunked loss has chunks.

    `crossEntropy` computes over the whole sequence at once; `chunks` would be ignored.

    Bad:
        training:
          loss: {kind: crossEntropy, chunks: 16}

    Good:
        training:
          loss: {kind: chunkedCrossEntropy, chunks: 16}
    """

    code = "GT242"

    def check(self, context: Context) -> Iterator[Finding]:
        """chunks beside crossEntropy."""
        path = ("training", "loss", "chunks")
        if context.spec.training.loss.kind == "crossEntropy" and context.document.has(path):
            message = "`chunks` does not apply to `crossEntropy`"
            yield self.finding(message, path, at="key", hint="remove it, or use `kind: chunkedCrossEntropy`")
