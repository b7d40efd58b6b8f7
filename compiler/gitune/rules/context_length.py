"""GT227."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class ContextLength(Rule):
    """Sequences are longer than the model can place.

    Beyond the context that a model was made for its positions mean nothing: the training fails on the first long
    row, or learns noise.

    Bad:
        model: {id: gemma2-2b}
        training:
          maxSeqLen: 16384

    Good:
        model: {id: gemma2-2b}
        training:
          maxSeqLen: 8192
    """

    code = "GT227"

    def check(self, context: Context) -> Iterator[Finding]:
        """More tokens than the catalog's context length."""
        model, wanted = context.model, context.spec.training.max_seq_len
        if model is not None and wanted > model.architecture.context_length:
            limit = model.architecture.context_length
            message = f"{wanted} tokens are more than the {limit} that `{model.id}` was made for"
            yield self.finding(message, ("training", "maxSeqLen"), hint=f"at most {limit}")
