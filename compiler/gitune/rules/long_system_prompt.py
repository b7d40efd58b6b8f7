"""GT265."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class LongSystemPrompt(Rule):
    """The system prompt fills most of every sequence.

    The system prompt stands before every row and counts towards `maxSeqLen`. What it leaves is all that prompt and
    answer have; the rest is cut. Four characters are counted as one token, as in English.

    Bad:
        dataset:
          systemPrompt: >-
            Be polite. Be brief. Be exact. Be friendly. Be helpful. Be honest. Be clear. Be quick. Be kind. Be calm.
            Be fair. Be true. Be open. Be bold.
        training: {maxSeqLen: 64}

    Good:
        dataset: {systemPrompt: Be polite.}
        training: {maxSeqLen: 64}
    """

    code = "GT265"

    def check(self, context: Context) -> Iterator[Finding]:
        """More than half of `maxSeqLen`."""
        prompt, length = context.spec.dataset.system_prompt, context.spec.training.max_seq_len
        if prompt is not None and (tokens := len(prompt) // 4) * 2 > length:
            message = f"about {tokens} of {length} tokens of every sequence are the system prompt"
            yield self.finding(message, ("dataset", "systemPrompt"), hint="shorten it, or raise `training.maxSeqLen`")
