"""GT217."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding, Path
from gitune.plan.datasets import format_of
from gitune.plan.references import Reference, parse_reference
from gitune.rules.base import Context, Rule
from gitune.spec.dataset import Dataset

_ONE_COLUMN = {"text": "one line of a file", "xml": "one whole file, as it is"}


class FormatKind(Rule):
    """Files of text and XML hold plain text, not prompts and answers.

    `datasets` makes a row of each line of a text file, and a row of each XML file, unparsed. The one column is called
    `text`: there is no second one that could be an answer, and no conversation.

    Bad:
        dataset:
          source: hf://team/support/notes.txt
          kind: instruct

    Good:
        dataset:
          source: hf://team/support/notes.txt
          kind: text
    """

    code = "GT217"

    def check(self, context: Context) -> Iterator[Finding]:
        """A format of one column, with a kind of several, or with another name for the column."""
        data = context.spec.dataset
        form, path = _told_format(data)
        if form not in _ONE_COLUMN:
            return
        if data.kind != "text":
            message = f"a row of `{form}` is {_ONE_COLUMN[form]}: there are no `{data.kind}` rows in it"
            yield self.finding(message, path, hint="use `kind: text`, or another format")
        elif data.columns is not None and data.columns.text not in (None, "text"):
            message = f"a row of `{form}` has the one column `text`"
            yield self.finding(message, ("dataset", "columns", "text"), hint="remove `columns`")


def _told_format(data: Dataset) -> tuple[str | None, Path]:
    """The format, and the field that tells it."""
    if data.format != "auto":
        return data.format, ("dataset", "format")
    reference = parse_reference(data.source)
    is_file = isinstance(reference, Reference) and reference.is_file
    return format_of(data.source) if is_file else None, ("dataset", "source")
