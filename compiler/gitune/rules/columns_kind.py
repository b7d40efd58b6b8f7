"""GT222."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.dataset import Dataset


class ColumnsKind(Rule):
    """A column is named that rows of this kind do not have.

    Each kind reads its own columns: `instruct` reads `input` and `output` (with `template: alpaca` also
    `instruction`), `chat` reads `messages`, `text` reads `text`. Any other name would be ignored, and the
    training would read a column by its default name instead.

    Bad:
        dataset:
          kind: instruct
          columns: {messages: conversation}

    Good:
        dataset:
          kind: chat
          columns: {messages: conversation}
    """

    code = "GT222"

    def check(self, context: Context) -> Iterator[Finding]:
        """Columns that the kind does not read."""
        data = context.spec.dataset
        if data.columns is None:
            return
        known = columns_of(data)
        for name in sorted(data.columns.model_fields_set - set(known)):
            rows = "`instruct` rows without `template: alpaca`" if name == "instruction" else f"`{data.kind}` rows"
            hint = f"{rows} have " + " and ".join(f"`{column}`" for column in known)
            yield self.finding(f"{rows} have no `{name}`", ("dataset", "columns", name), at="key", hint=hint)


def columns_of(data: Dataset) -> tuple[str, ...]:
    """The columns that rows of a dataset's kind have."""
    if data.kind == "instruct":
        return ("instruction", "input", "output") if data.template == "alpaca" else ("input", "output")
    return ("messages",) if data.kind == "chat" else ("text",)
