"""GT268."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.plan.references import Reference, parse_reference
from gitune.rules.base import Context, Rule
from gitune.rules.splits import parse_split

_HELD_OUT = frozenset({"dev", "eval", "evaluation", "test", "val", "valid", "validation"})


class HeldOutSplit(Rule):
    """The run learns the rows that are meant for measuring.

    By convention `test` and `validation` hold what a model must not have seen. A model that learned them scores well
    and means nothing.

    Bad:
        dataset: {split: train+test}

    Good:
        dataset: {split: train}
    """

    code = "GT268"

    def check(self, context: Context) -> Iterator[Finding]:
        """A part of a folder's split called test, validation or alike."""
        data = context.spec.dataset
        parts, reference = parse_split(data.split), parse_reference(data.source)
        if isinstance(parts, str) or (isinstance(reference, Reference) and reference.is_file):
            return  # one file has the split `train` alone, which another rule says
        for name in [part.name for part in parts if part.name.lower() in _HELD_OUT][:1]:
            message = f"`{name}` is the split that others measure with"
            yield self.finding(
                message, ("dataset", "split"), hint="train on `train`, or on a slice such as `train[:95%]`"
            )
