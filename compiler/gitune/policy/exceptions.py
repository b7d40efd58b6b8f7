"""Exceptions: who need not keep a rule today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gitune.canonical.globs import matches
from gitune.policy.globs import name_expression
from gitune.policy.policy import Exempted, Policy, Scope


class Excused(NamedTuple):
    """What the exceptions of a rule say to one spec."""

    live: Exempted | None
    ended: Exempted | None
    """The last to end, where none is live."""


def excused(policy: Policy, rule: str, name: str, scope: Scope) -> Excused:
    """Whether an exception holds. Without a day to compare with, every one does."""
    about = [each for each in policy.exceptions.get(rule, ()) if is_about(each, name, scope.origin)]
    live = [each for each in about if scope.today is None or scope.today <= each.until]
    return Excused(_last(live), None if live else _last(about))


def is_about(exempted: Exempted, name: str, origin: str) -> bool:
    """Whether the exception names a spec: by its file and by its name, where it says both."""
    if exempted.specs and not matches(origin, exempted.specs):
        return False
    return not exempted.names or any(re.fullmatch(name_expression(each), name) for each in exempted.names)


def _last(exceptions: Sequence[Exempted]) -> Exempted | None:
    return max(exceptions, key=lambda each: each.until, default=None)
