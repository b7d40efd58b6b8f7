"""`sarif`, by the published schema and by the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator

from gitune.diagnostics.codes import CODES
from gitune.diagnostics.model import Diagnostic, Severity, Span
from gitune.diagnostics.report import sarif
from support.reports import FILE, FOUND, TEXTS, many, render

SCHEMA = Path(__file__).parents[2] / "data" / "schemas" / "sarif-2.1.0.json"
SAID = "]]> | <b>&amp; @you #1 ::error::x\\r\\n`x` [a] (b) %0A \\x1b[31m\\u202e😀 \\ufffe hf_…redacted"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def run_of(found: list[Diagnostic] = FOUND, texts: dict[str, str] = TEXTS) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render("sarif", found, texts))["runs"][0]
    return run


def marks(found: list[Diagnostic], texts: dict[str, str] = TEXTS) -> list[str]:
    return [result["partialFingerprints"]["gituneFinding/v1"] for result in run_of(found, texts)["results"]]


def test_the_schema(validator: Draft202012Validator) -> None:
    validator.validate(json.loads(render("sarif")))
    validator.validate(json.loads(render("sarif", [], {})))
    validator.validate(json.loads(render("sarif", [Diagnostic(c.id, c.severity, c.summary) for c in CODES.values()])))


def test_the_schema_refuses_others(validator: Draft202012Validator) -> None:
    assert not validator.is_valid({**json.loads(render("sarif")), "extra": 1})


def test_of_nothing() -> None:
    run = run_of([], {})
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


def test_results() -> None:
    run = run_of()
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["GT101", "GT208", "GT238", "GT309"]
    assert [(r["ruleId"], r["ruleIndex"], r["level"]) for r in run["results"]] == [
        ("GT309", 3, "note"),
        ("GT208", 1, "warning"),
        ("GT101", 0, "error"),
        ("GT238", 2, "error"),
    ]
    assert run["columnKind"] == "unicodeCodePoints"


def test_one_result() -> None:
    result = run_of()["results"][2]
    assert len(result.pop("partialFingerprints")["gituneFinding/v1"]) == 32
    assert result == {
        "ruleId": "GT101",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "unknown field `rnk`\nhelp: did you mean `rank`?",
            "markdown": "unknown field <code>rnk</code>\n\n**help**: did you mean <code>rank</code>?",
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": "teams/a%20b%2Cc%3A%C3%BC/finetune.yaml",
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6},
                }
            }
        ],
    }


def test_nasty_text() -> None:
    result = run_of()["results"][3]
    assert result["message"]["text"] == f"{SAID}\nhelp: {SAID}"
    assert result["relatedLocations"][0]["message"]["text"] == SAID
    assert unquote(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == FILE


@pytest.mark.parametrize(
    ("file", "uri"),
    [("/srv/a b.yaml", "file:///srv/a%20b.yaml"), ("a\udcff.yaml", "a%FF.yaml"), ("../x.yaml", "../x.yaml")],
)
def test_uris(file: str, uri: str) -> None:
    found = [Diagnostic("GT001", Severity.ERROR, "x", Span(file, 1, 1, 1, 1))]
    assert run_of(found, {})["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_fingerprints_stay_when_lines_move() -> None:
    moved = [
        d._replace(span=d.span._replace(line=d.span.line + 7, end_line=d.span.end_line + 7)) for d in FOUND if d.span
    ]
    texts = {FILE: "#\n" * 7 + TEXTS[FILE]}
    assert marks(moved, texts) == marks([d for d in FOUND if d.span])


def test_fingerprints_of_equal_lines_differ() -> None:
    spans = [Span(FILE, line, 3, line, 6) for line in (2, 4)]
    found = marks([Diagnostic("GT101", Severity.ERROR, "x", span) for span in spans])
    assert len(set(found)) == 2


def test_a_run_holds_the_worst(validator: Draft202012Validator, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.MAX_RESULTS == 25_000
    monkeypatch.setattr(sarif, "MAX_RESULTS", 5)
    worst = Diagnostic("GT004", Severity.ERROR, "x", Span("z.yaml", 1, 1, 1, 2))
    log = json.loads(render("sarif", [*many(6, Severity.WARNING), worst], {}))
    validator.validate(log)
    run = log["runs"][0]
    assert [result["ruleId"] for result in run["results"]] == ["GT101"] * 4 + ["GT004"]
    said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert said == "2 more results are left out: a run holds 5."
