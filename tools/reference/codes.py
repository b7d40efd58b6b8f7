"""Every diagnostic code: what the registry says, and the page of its rule where it has one."""

from __future__ import annotations

from typing import Any

from gitune.checks.cluster.registry import CLUSTER_CHECKS
from gitune.checks.registry import CHECKS
from gitune.diagnostics.codes import CODES
from gitune.rules.page import page
from gitune.rules.registry import RULES

BLOCKS = {
    "0": "Reading the file",
    "1": "Form of the spec",
    "2": "Meaning",
    "3": "What the backend or the target cannot do",
    "4": "Pins",
    "5": "The rendered tree",
    "6": "A run on this machine",
    "9": "gitune itself",
}
"""The first digit of a code."""


def codes() -> dict[str, dict[str, Any]]:
    """Each code with its entry, sorted by code."""
    pages: dict[str, list[dict[str, str]]] = {}
    for rule in (*RULES, *CHECKS, *CLUSTER_CHECKS):
        found = page(rule)
        entry = {"title": found.title, "text": found.text, "bad": found.bad, "good": found.good}
        pages.setdefault(rule.code, []).append(entry)
    return {
        code: {
            "name": entry.name,
            "severity": entry.severity.value,
            "summary": entry.summary,
            "pages": pages.get(code, []),
        }
        for code, entry in sorted(CODES.items())
    }
