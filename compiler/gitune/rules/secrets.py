"""GT238."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitune.diagnostics.entropy import looks_random
from gitune.diagnostics.model import Finding, Path
from gitune.diagnostics.redact import find_tokens
from gitune.plan.references import Refusal, parse_reference
from gitune.rules.base import Context, Rule

_TELLING = re.compile(r"(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_KEY|CREDENTIALS?)$", re.IGNORECASE)
_SOURCES = (("model", "source"), ("dataset", "source"))


class Secrets(Rule):
    """Something looks like a token.

    A token in a spec is in Git, in its history, in every clone and on the cluster for everybody to read. Revoke
    it, put the new one into a Kubernetes Secret, and name that. gitune never repeats what it found.

    Bad:
        runtime:
          env: {WANDB_API_KEY: 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567}

    Good:
        runtime:
          env: {WANDB_API_KEY: {secretRef: {name: wandb, key: api-key}}}
    """

    code = "GT238"

    def check(self, context: Context) -> Iterator[Finding]:
        """Known forms of tokens anywhere, and random texts under telling names. Comments are `leaks`'."""
        for path, at, text in context.texts:
            if path in _SOURCES and _has_credentials(text):
                continue  # the planner says so, with what to do instead
            told = at == "value" and _under_telling_name(path) and looks_random(text)
            if told or any(find_tokens(text)):
                hint = "revoke it, put the new one into a Kubernetes Secret, and refer to that by `secretRef`"
                yield self.finding("this looks like an access token", path, at=at, hint=hint)


def _has_credentials(source: str) -> bool:
    reference = parse_reference(source)
    return isinstance(reference, Refusal) and reference.code == "GT205"


def _under_telling_name(path: Path) -> bool:
    """Whether a free mapping calls the value a secret; a `secretRef` and the name in it are none."""
    return path[:2] == ("runtime", "env") and len(path) == 3 and _TELLING.search(str(path[2])) is not None
