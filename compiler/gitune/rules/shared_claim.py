"""GT235."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class SharedClaim(Rule):
    """A shared claim has its size, class and modes already.

    With `claimName` nothing is rendered for the volume: size, class and access modes are those of the claim that
    exists, and what the spec says of them would be ignored.

    Bad:
        storage: {claimName: shared-models, size: 200Gi}

    Good:
        storage: {claimName: shared-models}
    """

    code = "GT235"

    def check(self, context: Context) -> Iterator[Finding]:
        """Other fields beside claimName."""
        if context.spec.storage.claim_name is None:
            return
        for field in ("size", "className", "accessModes"):
            path = ("storage", field)
            if context.document.has(path):
                message = f"`{field}` does not apply to a claim that exists"
                yield self.finding(message, path, at="key", hint="remove it, or `claimName`")
