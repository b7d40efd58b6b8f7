"""GT224."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_KINDS = {
    "trainOnInput": ("instruct", "chat"),
    "systemPrompt": ("instruct", "chat"),
    "conversationStyle": ("chat",),
}


class KindFields(Rule):
    """A field says something about rows that the dataset has not got.

    Plain text has no prompt that could be left out of the loss, and no system prompt; only conversations have a
    style. Such a field would be ignored.

    Bad:
        dataset:
          kind: text
          trainOnInput: true

    Good:
        dataset:
          kind: instruct
          trainOnInput: true
    """

    code = "GT224"

    def check(self, context: Context) -> Iterator[Finding]:
        """Fields that a person wrote and the kind does not know."""
        kind = context.spec.dataset.kind
        for field, kinds in _KINDS.items():
            path = ("dataset", field)
            if kind not in kinds and context.document.has(path):
                message = f"`{field}` does not apply to `{kind}` rows"
                hint = "remove it, or use " + " or ".join(f"`kind: {known}`" for known in kinds)
                yield self.finding(message, path, at="key", hint=hint)
