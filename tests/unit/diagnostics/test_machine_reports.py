"""`concise` and `json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from gitune.diagnostics.codes import CODES
from gitune.diagnostics.model import Diagnostic, Related, Severity, Span
from gitune.diagnostics.report import REPORTERS, Options

SCHEMA = Path(__file__).parents[3] / "schema" / "diagnostics.schema.json"
FOUND = [
    Diagnostic("GT101", Severity.ERROR, "unknown\nfield", Span("a.yaml", 3, 5, 3, 8), hint="did you mean `x`?"),
    Diagnostic(
        "GT005", Severity.WARNING, "twice", Span("a.yaml", 2, 1, 2, 2), (Related(Span("a.yaml", 1, 1, 1, 2), "first"),)
    ),
    Diagnostic("GT001", Severity.NOTE, "no place"),
]


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def test_concise() -> None:
    assert REPORTERS["concise"](FOUND, {}, Options()).splitlines() == [
        "GT001 no place",
        "a.yaml:2:1: GT005 twice",
        "a.yaml:3:5: GT101 unknown\\nfield",
    ]


def test_json(validator: Draft7Validator) -> None:
    report = json.loads(REPORTERS["json"](FOUND, {}, Options()))
    validator.validate(report)
    assert report["format_version"] == "1.0"
    assert report["summary"] == {"errors": 1, "warnings": 1, "notes": 1}
    assert [d["code"] for d in report["diagnostics"]] == ["GT001", "GT005", "GT101"]
    assert report["diagnostics"][2]["message"] == "unknown\nfield"
    assert report["diagnostics"][1]["related"][0]["span"]["start"] == {"line": 1, "column": 1}


def test_json_of_nothing(validator: Draft7Validator) -> None:
    validator.validate(json.loads(REPORTERS["json"]([], {}, Options())))


def test_json_schema_refuses_other_fields(validator: Draft7Validator) -> None:
    report = json.loads(REPORTERS["json"](FOUND, {}, Options()))
    assert not validator.is_valid({**report, "extra": 1})


def test_every_code_fits_the_schema(validator: Draft7Validator) -> None:
    found = [Diagnostic(code.id, code.severity, code.summary) for code in CODES.values()]
    validator.validate(json.loads(REPORTERS["json"](found, {}, Options())))
