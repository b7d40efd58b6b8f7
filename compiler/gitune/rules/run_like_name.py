"""GT282."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_DIGEST = re.compile(r"-(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8}$")


class RunLikeName(Rule):
    """The name already looks like that of a run.

    Every run is called `<name>-<digest>`. A name that ends in a digest was copied from a run: its volume, and that of
    the fine-tune that was meant, are then two.

    Bad:
        metadata: {name: support-bot-1a2b3c4d}

    Good:
        metadata: {name: support-bot}
    """

    code = "GT282"

    def check(self, context: Context) -> Iterator[Finding]:
        """Eight hexadecimal digits at the end, with a letter and a digit among them."""
        name = context.spec.metadata.name
        if (found := _DIGEST.search(name)) is not None:
            message = f"`{name}` ends like the name of a run, to which a digest is added by itself"
            yield self.finding(message, ("metadata", "name"), hint=f"did you mean `{name[: found.start()]}`?")
