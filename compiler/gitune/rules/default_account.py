"""GT292."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule


class DefaultAccount(Rule):
    """The pods get the token of the default account.

    Without a service account the pods run as the namespace's default account and get no token of it. Naming `default`
    changes one thing only: every container gets its token.

    Bad:
        runtime: {serviceAccountName: default}

    Good:
        runtime: {serviceAccountName: trainer}
    """

    code = "GT292"

    def check(self, context: Context) -> Iterator[Finding]:
        """The default account, by name."""
        if context.spec.runtime.service_account_name == "default":
            message = "naming the default account gives its token to every container"
            path = ("runtime", "serviceAccountName")
            yield self.finding(message, path, hint="remove it, or make an account for training")
