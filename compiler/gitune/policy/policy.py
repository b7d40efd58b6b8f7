"""A policy as it is applied: paths resolved, patterns compiled, values of the type of what they are compared with."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from gitune.diagnostics.model import Path
from gitune.source.document import Document

if TYPE_CHECKING:
    from gitune.policy.targets import Target

Number = int | float | Decimal
Value = bool | Number | str


class Scope(NamedTuple):
    """What a spec is compiled for."""

    environment: str | None
    """None in a project without environments."""
    origin: str
    """The spec's path relative to the project, with forward slashes."""
    today: datetime.date | None
    """The day that exceptions are compared with; never taken from a clock."""


class Bounds(NamedTuple):
    """At least and at most."""

    low: Number | None
    high: Number | None


class Choice(NamedTuple):
    """Values that there may be, or may not be: texts by one pattern, others as they are."""

    is_allowed: bool
    pattern: re.Pattern[str] | None
    values: frozenset[Value]
    written: tuple[Value, ...]
    """As the policy says them."""

    def has(self, value: Value) -> bool:
        """Whether the value is among them."""
        if self.pattern is not None:
            return self.pattern.fullmatch(str(value)) is not None
        return value in self.values


class Imposed(NamedTuple):
    """One value that the policy writes, and the place in the policy file that says it."""

    target: Target
    value: object
    at: Path


class Condition(NamedTuple):
    """What has to hold of another value."""

    target: Target
    is_: Choice | None
    not_: Choice | None
    bounds: Bounds | None


class Rule(NamedTuple):
    """One rule."""

    id: str
    message: str
    is_warning: bool
    environments: frozenset[str]
    """Empty for all."""
    specs: tuple[str, ...]
    """Empty for all."""
    when: tuple[Condition, ...]
    target: Target
    constraint: Bounds | Choice | None
    """None where it is only required, or imposed."""
    required: bool
    imposed: tuple[Imposed, ...]
    at: Path
    """The rule's place in the policy file."""
    field: Literal["min", "max", "allowed", "denied", "required", "imposed"]
    """What to point at there."""


class Exempted(NamedTuple):
    """An exception."""

    rule: str
    specs: tuple[str, ...]
    names: tuple[str, ...]
    owner: str
    until: datetime.date
    """The last day."""
    at: Path


class Policy(NamedTuple):
    """One policy, and the document that it stands in."""

    name: str
    owner: str
    rules: tuple[Rule, ...]
    imposing: tuple[Rule, ...]
    """Those of them that write values."""
    exceptions: Mapping[str, tuple[Exempted, ...]]
    """By the rule's id."""
    document: Document
