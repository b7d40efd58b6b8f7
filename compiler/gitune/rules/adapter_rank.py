"""GT228."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class AdapterRank(Rule):
    """The adapter's rank is not low.

    An adapter is a product of two thin matrices. From the model's hidden size on it is no thinner than the weight
    that it stands for: it costs more than full fine-tuning and can express no more.

    Bad:
        model: {id: qwen2.5-0.5b}
        method: {kind: lora, rank: 1024, alpha: 1024}

    Good:
        model: {id: qwen2.5-0.5b}
        method: {kind: lora, rank: 16, alpha: 32}
    """

    code = "GT228"

    def check(self, context: Context) -> Iterator[Finding]:
        """Rank at or above the hidden size."""
        model, method = context.model, context.adapter
        if model is not None and method is not None and method.rank >= model.architecture.hidden_size:
            size = model.architecture.hidden_size
            message = f"rank {method.rank} is not below the hidden size of `{model.id}`, {size}"
            yield self.finding(message, ("method", "rank"), hint="8 to 64 serve most; or use `kind: full`")
