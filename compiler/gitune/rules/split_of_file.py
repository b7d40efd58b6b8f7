"""GT250."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.plan.references import Reference, parse_reference
from gitune.rules.base import Context, Rule
from gitune.rules.splits import parse_split
from gitune.spec.words import quoted


class SplitOfFile(Rule):
    """One file is one split, and it is called `train`.

    The splits of a folder come from the names of its files, such as `test-00000-of-00001.parquet`. A single file
    is always read as `train`, whatever its name; any other split is an error on the GPU.

    Bad:
        dataset:
          source: hf://team/support/data/test.jsonl
          split: test

    Good:
        dataset:
          source: hf://team/support/data/test.jsonl
          split: train
    """

    code = "GT250"

    def check(self, context: Context) -> Iterator[Finding]:
        """Other names than train, where the source is one file."""
        data = context.spec.dataset
        reference, parts = parse_reference(data.source), parse_split(data.split)
        if not isinstance(reference, Reference) or not reference.is_file or isinstance(parts, str):
            return
        for name in [part.name for part in parts if part.name != "train"][:1]:
            message = f"one file has no split {quoted(name)}"
            yield self.finding(message, ("dataset", "split"), hint="its rows are the split `train`")
