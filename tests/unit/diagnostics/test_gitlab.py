"""`gitlab`, by the structure that GitLab documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from gitune.diagnostics.model import Diagnostic, Severity, Span
from support.reports import FILE, FOUND, TEXTS, many, render

SCHEMA = Path(__file__).parents[2] / "data" / "schemas" / "gitlab-code-quality.json"
SAID = "]]> | <b>&amp; @you #1 ::error::x\\r\\n`x` [a](b) %0A \\x1b[31m\\u202e😀 \\ufffe hf_…redacted"


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def issues(found: list[Diagnostic] = FOUND, texts: dict[str, str] = TEXTS) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(render("gitlab", found, texts))
    return read


def test_the_structure(validator: Draft7Validator) -> None:
    validator.validate(issues())
    assert not validator.is_valid([{**issues()[0], "extra": 1}])


def test_of_nothing(validator: Draft7Validator) -> None:
    assert render("gitlab", [], {}) == "[]\n"
    validator.validate([])


def test_every_issue() -> None:
    found = issues()
    assert len({issue.pop("fingerprint") for issue in found}) == 4
    assert found == [
        issue("GT309", "no place", "info", ".", 1),
        issue("GT208", "gated", "minor", FILE, 1),
        issue("GT101", "unknown field `rnk` (help: did you mean `rank`?)", "major", FILE, 2),
        issue("GT238", f"{SAID} (help: {SAID})", "major", FILE, 3),
    ]


def issue(code: str, said: str, severity: str, file: str, line: int) -> dict[str, Any]:
    return {
        "description": f"{code}: {said}",
        "check_name": code,
        "severity": severity,
        "location": {"path": file, "lines": {"begin": line, "end": line}},
    }


def test_fingerprints_are_unique() -> None:
    same = [*many(50), *[Diagnostic("GT102", Severity.ERROR, "x", Span("a.yaml", 1, 1, 1, 2))] * 3]
    for texts in ({}, {"a.yaml": "x: 1\n" * 50}):
        assert len({issue["fingerprint"] for issue in issues(same, texts)}) == 53
