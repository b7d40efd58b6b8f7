"""GT267."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class ColumnSpaces(Rule):
    """A column's name begins or ends with white space.

    Columns are found by their exact name. One with a space at its end is hardly ever in the data, and the run fails at
    its first row, on the GPU.

    Bad:
        dataset:
          columns: {input: "question "}

    Good:
        dataset:
          columns: {input: question}
    """

    code = "GT267"

    def check(self, context: Context) -> Iterator[Finding]:
        """White space at either end."""
        columns = context.spec.dataset.columns
        for field, name in columns.model_dump(exclude_none=True).items() if columns else ():
            if name != name.strip():
                message = f"the column's name `{name}` has white space at its edge"
                yield self.finding(message, ("dataset", "columns", field), hint=f"did you mean `{name.strip()}`?")
