"""GT261."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_MUCH = 4 << 30


class WholeLogits(Rule):
    """The plain loss holds the logits of whole sequences.

    For every token there is one number for each word of the vocabulary, and the plain cross entropy holds them all at
    once, and their gradients. For a vocabulary of 150,000 and long sequences these are many GiB.
    `chunkedCrossEntropy` computes the same in parts.

    Bad:
        training:
          maxSeqLen: 16384
          loss: {kind: crossEntropy}

    Good:
        training:
          maxSeqLen: 16384
          loss: {kind: chunkedCrossEntropy}
    """

    code = "GT261"

    def check(self, context: Context) -> Iterator[Finding]:
        """Four GiB of logits in fp32 or more, for the smallest micro batch that there can be, on a GPU."""
        training, model, device = context.spec.training, context.model, context.accelerator
        if model is None or device is None or device.device == "cpu" or training.loss.kind != "crossEntropy":
            return
        rows = 1 if training.micro_batch_size == "auto" else training.micro_batch_size
        size = rows * training.max_seq_len * model.architecture.vocab_size * 4
        if size >= _MUCH:
            message = f"the plain loss holds {size >> 30} Gi of logits at once"
            yield self.finding(
                message, ("training", "loss", "kind"), hint="`chunkedCrossEntropy` computes the same in parts"
            )
