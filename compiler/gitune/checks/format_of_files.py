"""GT407."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.checks.base import Check
from gitune.diagnostics.model import Finding
from gitune.plan.datasets import format_of
from gitune.plan.model import Plan
from gitune.spec.words import quoted


class FormatOfFiles(Check):
    """The files are not of the dataset's format.

    Everything that is downloaded is read in one format. A file of another one ends the run when its turn comes.

    Bad:
        spec:
          dataset: {source: "hf://team/support/data/", format: json}
        lock:
          files: [data/train.json, data/old.json.parquet]

    Good:
        spec:
          dataset: {source: "hf://team/support/data/", format: json}
        lock:
          files: [data/train.json, data/more.jsonl]
    """

    code = "GT407"

    def check(self, plan: Plan) -> Iterator[Finding]:
        """The first file whose name tells another format."""
        locked = plan.dataset.locked
        for file in locked.files if locked else ():
            found = format_of(file.path)
            if found not in (None, plan.dataset.format):
                message = f"{quoted(file.path)} is {found}, and the dataset is read as {plan.dataset.format}"
                hint = "name the folder or the file that holds only the rows, or say its format in `dataset.format`"
                yield self.finding(message, ("dataset", "source"), hint=hint)
                return
