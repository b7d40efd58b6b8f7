"""GT221."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class TemplateKind(Rule):
    """A prompt template needs rows with a prompt.

    `template` is put around the prompt of an `instruct` row. A conversation brings its own turns, and plain text
    has no prompt at all: the template would never be used.

    Bad:
        dataset:
          kind: chat
          template: alpaca

    Good:
        dataset:
          kind: instruct
          template: alpaca
    """

    code = "GT221"

    def check(self, context: Context) -> Iterator[Finding]:
        """A template with another kind."""
        data = context.spec.dataset
        if data.template is not None and data.kind != "instruct":
            message = f"`template` does not apply to `{data.kind}` rows"
            yield self.finding(message, ("dataset", "template"), at="key", hint="remove it, or use `kind: instruct`")
