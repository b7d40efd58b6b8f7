"""Whether a rule is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from gitune.canonical.globs import matches
from gitune.policy.policy import Bounds, Choice, Condition, Rule, Scope, Value
from gitune.policy.subject import Found, Subject, read_as
from gitune.policy.targets import Target

Why = Literal["low", "high", "not allowed", "denied", "missing", "other", "unknown"]


class Broken(NamedTuple):
    """How a rule is not kept."""

    why: Why
    target: Target
    value: object = None
    """What is there."""
    item: int = 0
    """Which of several."""
    wanted: object = None
    """What a policy imposes."""


def in_force(rule: Rule, scope: Scope) -> bool:
    """Whether the rule is about a spec at all."""
    if rule.environments and scope.environment not in rule.environments:
        return False
    return not rule.specs or matches(scope.origin, rule.specs)


def holds(when: Sequence[Condition], value: Callable[[Target], Found]) -> bool:
    """Whether every condition does. One on a value that is not there does not; `not` does."""
    return all(_holds(condition, value(condition.target)) for condition in when)


def broken(rule: Rule, subject: Subject) -> Broken | None:
    """How the rule is not kept; None where it is."""
    for imposed in rule.imposed:
        found = subject.settled(imposed.target)
        if found != read_as(imposed.target, imposed.value):
            return Broken("other", imposed.target, found, wanted=imposed.value)
    if rule.required and not subject.is_written(rule.target):
        return Broken("missing", rule.target)
    if rule.constraint is None:
        return None
    value = subject.value(rule.target)
    if value is None:
        return Broken("unknown", rule.target) if rule.target.fact is not None else None
    return _against(rule.constraint, value, rule.target)


def _against(constraint: Bounds | Choice, value: Found, target: Target) -> Broken | None:
    for number, item in enumerate(value if isinstance(value, tuple) else (value,)):
        why = _why(constraint, item) if item is not None else None
        if why is not None:
            return Broken(why, target, item, number)
    return None


def _why(constraint: Bounds | Choice, value: Value) -> Why | None:
    if isinstance(constraint, Choice):
        if constraint.has(value) == constraint.is_allowed:
            return None
        return "not allowed" if constraint.is_allowed else "denied"
    if isinstance(value, str):
        return None
    if constraint.low is not None and value < constraint.low:
        return "low"
    return "high" if constraint.high is not None and value > constraint.high else None


def _holds(condition: Condition, value: Found) -> bool:
    items = value if isinstance(value, tuple) else () if value is None else (value,)
    if condition.is_ is not None and not any(condition.is_.has(item) for item in items):
        return False
    if condition.not_ is not None and any(condition.not_.has(item) for item in items):
        return False
    bounds = condition.bounds
    return bounds is None or (bool(items) and all(_why(bounds, item) is None for item in items))
