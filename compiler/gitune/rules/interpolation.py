"""GT239."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class Interpolation(Rule):
    """`${` would be replaced by somebody else on the way.

    Flux replaces `${name}` in what it applies, and torchtune's config reader replaces `${key}` in what it reads:
    what runs would not be what was reviewed. gitune has no variables; it renders complete values.

    Bad:
        runtime:
          env: {RUN_NOTE: "${USER}"}

    Good:
        runtime:
          env: {RUN_NOTE: nightly}
    """

    code = "GT239"

    def check(self, context: Context) -> Iterator[Finding]:
        """Every text with a dollar and a brace."""
        for path, at, text in context.texts:
            if "${" in text:
                yield self.finding("`${` is not allowed: nothing is interpolated", path, at=at, hint="write the value")
