"""Who said a value."""

from __future__ import annotations

from typing import Literal, NamedTuple

OriginKind = Literal["default", "base", "spec", "environment", "matrix", "policy"]


class Origin(NamedTuple):
    """One of the voices that make a spec."""

    kind: OriginKind
    name: str
    """The base's file, the environment's name, the policy's rule; empty where there is one only."""


SPEC = Origin("spec", "")
