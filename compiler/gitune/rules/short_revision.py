"""GT249."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_SHORT = re.compile(r"(?=.*[0-9])[0-9a-f]{7,39}")


class ShortRevision(Rule):
    """The Hub knows commits by their whole hash only.

    A shortened hash is not looked up: the download fails with `revision not found`.

    Bad:
        model: {id: qwen2.5-0.5b, revision: 060db64}

    Good:
        model: {id: qwen2.5-0.5b, revision: 060db6499f32faf8b98477b0a26969ef7d8b9987}
    """

    code = "GT249"

    def check(self, context: Context) -> Iterator[Finding]:
        """Seven to 39 hexadecimal digits."""
        for section, revision in (("model", context.spec.model.revision), ("dataset", context.spec.dataset.revision)):
            if revision is not None and _SHORT.fullmatch(revision):
                message = f"`{revision}` looks like a shortened commit, which the Hub does not find"
                yield self.finding(message, (section, "revision"), hint="write all 40 digits")
