"""What is kept of a spec's outcome: its diagnostics, and what its files have to be. Their bytes stand in the tree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from gitune.diagnostics.model import Diagnostic, Related, Severity, Span
from gitune.fleet.comparing import Seals
from gitune.fleet.model import Claim, Facts


class KeptPart(NamedTuple):
    """A run, or what several share."""

    workspace: int
    origin: str
    lines: tuple[str, ...]
    facts: Facts | None
    is_shared: bool
    seals: Seals


class Entry(NamedTuple):
    """One file in all its environments."""

    parts: tuple[KeptPart, ...]
    diagnostics: tuple[Diagnostic, ...]
    bases: Mapping[str, tuple[str, str | None]]
    """What the spec starts from, by its path from the repository's root: its name and its SHA-256."""


def encoded(entry: Entry) -> bytes:
    """One line."""
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=True).encode()


def decoded(data: bytes) -> Entry | None:
    """What `encoded` wrote; None for anything else."""
    try:
        parts, diagnostics, bases = json.loads(data)
        return Entry(tuple(map(_part, parts)), tuple(map(_diagnostic, diagnostics)), _bases(bases))
    except (ValueError, TypeError, AttributeError):
        return None


def _bases(raw: Any) -> dict[str, tuple[str, str | None]]:
    return {place: (name, digest) for place, (name, digest) in raw.items()}


def _part(raw: Any) -> KeptPart:
    workspace, origin, lines, facts, is_shared, seals = raw
    return KeptPart(workspace, origin, tuple(lines), _facts(facts) if facts else None, is_shared, dict(seals))


def _facts(raw: Any) -> Facts:
    namespace, name, at, claim = raw
    return Facts(namespace, name, Span(*at), _claim(claim) if claim else None)


def _claim(raw: Any) -> Claim:
    name, owned, size, class_name, modes, nodes, at = raw
    return Claim(name, owned, size, class_name, tuple(modes), nodes, Span(*at))


def _diagnostic(raw: Any) -> Diagnostic:
    code, severity, message, span, related, hint = raw
    near = tuple(Related(Span(*place), text) for place, text in related)
    return Diagnostic(code, Severity(severity), message, Span(*span) if span else None, near, hint)
