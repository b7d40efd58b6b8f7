"""GT286."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_PROSE = ("systemPrompt", "description")
_LEFT = re.compile(
    r"(?<![A-Za-z0-9])(?:your-(?:org|name|dataset|model|repo|team|token|namespace|secret)|change-?me|replace-?me|fix-?me|to-?do"
    r"|my-org|<[a-z][a-z _-]*>)(?![A-Za-z0-9])",
    re.IGNORECASE,
)


class Placeholder(Rule):
    """A placeholder was left to be filled in.

    A name from a template, such as `your-org` or `changeme`, passes every check of form and fails on the cluster.

    Bad:
        dataset: {source: hf://your-org/your-dataset}

    Good:
        dataset: {source: hf://acme/support}
    """

    code = "GT286"

    def check(self, context: Context) -> Iterator[Finding]:
        """Telling words in everything but prose."""
        for path, at, text in context.texts:
            if path[-1] not in _PROSE and (found := _LEFT.search(text)) is not None:
                yield self.finding(f"`{found[0]}` looks like a placeholder", path, at=at, hint="fill in what is meant")
