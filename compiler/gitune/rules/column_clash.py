"""GT223."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding, RelatedPath
from gitune.rules.base import Context, Rule
from gitune.rules.columns_kind import columns_of
from gitune.spec.words import quoted


class ColumnClash(Rule):
    """One column stands for two things.

    With the same column as prompt and answer the model learns to repeat its input. Mind the defaults: a column
    that is not named is called as the field is.

    Bad:
        dataset:
          kind: instruct
          columns: {input: output}

    Good:
        dataset:
          kind: instruct
          columns: {input: question, output: answer}
    """

    code = "GT223"

    def check(self, context: Context) -> Iterator[Finding]:
        """Two columns with one name, defaults included."""
        data = context.spec.dataset
        if data.columns is None:
            return
        seen: dict[str, str] = {}
        given = data.columns.model_fields_set
        for field in sorted(columns_of(data), key=lambda name: name in given):
            name = getattr(data.columns, field) or field
            if name in seen:
                path = ("dataset", "columns")
                first = seen[name]
                related = (RelatedPath((*path, first), f"`{first}` is here"),) if first in given else ()
                message = f"`{field}` and `{first}` are both the column {quoted(name)}"
                yield self.finding(message, (*path, field), related=related)
            seen.setdefault(name, field)
