"""GT248."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.canonical.keys import stays_text
from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule
from gitune.spec.words import quoted


class LabelKeys(Rule):
    """The label's key is a number, a word or a date for YAML.

    kustomize writes the labels of the run's ConfigMap without quotes and reads them again. A key such as `0`, `true` or
    `2001-01-01` is no text then, the build ends with an error, and Flux never applies the run.

    Bad:
        metadata:
          labels: {"2024": a}

    Good:
        metadata:
          labels: {year-2024: a}
    """

    code = "GT248"

    def check(self, context: Context) -> Iterator[Finding]:
        """Every such key."""
        for key in context.spec.metadata.labels:
            if not stays_text(key):
                message = f"kustomize reads the label's key {quoted(key)} as a number, a word or a date"
                yield self.finding(message, ("metadata", "labels", key), at="key", hint="begin it with a letter")
