"""Policies of one name: nobody could tell their rules apart."""

from __future__ import annotations

from collections.abc import Iterable

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Related, Span
from gitune.policy.policy import Policy


def same_names(policies: Iterable[Policy]) -> tuple[Diagnostic, ...]:
    """A diagnostic for every policy whose name another one has already."""
    first: dict[str, Span] = {}
    found = []
    for policy in policies:
        place = policy.document.span(("metadata", "name"))
        if policy.name in first:
            message = f"another policy is called `{policy.name}` already"
            related = (Related(first[policy.name], "the first one"),)
            hint = "give one of them another name"
            found.append(Diagnostic("GT580", severity_of("GT580"), message, place, related, hint))
        first.setdefault(policy.name, place)
    return tuple(found)
