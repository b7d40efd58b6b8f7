"""GT225."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.rules.splits import parse_split


class SplitSyntax(Rule):
    """The split cannot be read.

    A split is a name, with a slice in rows or in percent behind it where only a part is meant; `+` joins several.
    Rows and percent do not mix in one slice.

    Bad:
        dataset:
          split: train[0-95%]

    Good:
        dataset:
          split: train[:95%]
    """

    code = "GT225"

    def check(self, context: Context) -> Iterator[Finding]:
        """The text does not parse."""
        parsed = parse_split(context.spec.dataset.split)
        if isinstance(parsed, str):
            hint = "write `train`, `train[:95%]`, `train[1000:5000]`, or several joined by `+`"
            yield self.finding(parsed, ("dataset", "split"), hint=hint)
