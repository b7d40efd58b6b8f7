"""The checker against the reference validator: the same verdict on every schema, for whole and for damaged objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gitune.data import data_folder
from gitune.project.model import TrainerVersion
from gitune.verify.schemas import checker_for, schema_text
from gitune.verify.structural import LIST_KEYS, Checker
from gitune.verify.wording import sentence
from support.mutations import mutated
from support.runs import rendered
from support.variants import TRAINERS, plans

KEYWORDS = frozenset(
    [
        *("type", "properties", "additionalProperties", "required", "items", "enum", "pattern", LIST_KEYS),
        *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
    ]
)
FILES = sorted((data_folder("schema") / "kubernetes").rglob("*.schema.json"))


def keywords(schema: dict[str, Any]) -> Iterator[str]:
    yield from schema
    for child in (*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")):
        if isinstance(child, dict):
            yield from keywords(child)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_schema_uses_only_what_is_checked(file: Path) -> None:
    schema = json.loads(file.read_text())
    if file.stat().st_size < 10_000:  # the large ones come from the same generator, and take seconds
        Draft202012Validator.check_schema(schema)
    assert set(keywords(schema)) - {"$schema", "$comment"} <= KEYWORDS


@pytest.mark.parametrize("trainer", TRAINERS)
def test_both_validators_say_the_same(trainer: TrainerVersion) -> None:
    names = ("cluster-full", "namespace-full", "existing-full", "claims", "storage")
    runs = [rendered(plans()[name]) for name in names]
    validators: dict[str, Draft202012Validator] = {}
    refused = accepted = 0
    for file in (file for run in runs for file in run.files if file.schema):
        schema = json.loads(schema_text(file.schema or "", trainer))
        checker = checker_for(file.schema or "", trainer)
        reference = validators.setdefault(file.schema or "", Draft202012Validator(schema))
        for seed in range(15):
            damaged = mutated(json.loads(json.dumps(file.documents[0])), seed)
            found = [problem for problem in checker.problems(damaged) if problem.keyword != LIST_KEYS]
            expected = {tuple(error.absolute_path) for error in reference.iter_errors(damaged)}
            assert bool(found) is bool(expected), (file.path, seed, found, expected)
            refused, accepted = refused + bool(found), accepted + (not found)
            assert all(sentence(problem) for problem in found)
    assert refused > 100
    assert accepted > 100


CASES: dict[str, tuple[dict[str, Any], Any, str]] = {
    "type": ({"type": "string"}, 1, "`a` must be string"),
    "no number": ({"type": "integer"}, True, "`a` must be integer"),
    "types": ({"type": ["integer", "string"]}, 1.5, "`a` must be `integer` or `string`"),
    "enum": ({"enum": [True]}, False, "`a` must be `true`"),
    "pattern": ({"pattern": "^x$"}, "x\n", "`a` must have the form `^x$`"),
    "minimum": ({"minimum": 1}, 0, "`a` must be at least 1"),
    "maximum": ({"maximum": 1}, 2, "`a` must be at most 1"),
    "minLength": ({"minLength": 1}, "", "`a` must have at least 1 characters"),
    "maxLength": ({"maxLength": 1}, "xx", "`a` must have at most 1 characters"),
    "minItems": ({"minItems": 1}, [], "`a` must have at least 1 entries"),
    "maxItems": ({"maxItems": 1}, [1, 2], "`a` must have at most 1 entries"),
    "minProperties": ({"minProperties": 1}, {}, "`a` must have at least 1 fields"),
    "required": ({"required": ["b"]}, {}, "`a.b` is missing"),
    "unknown": ({"additionalProperties": False, "properties": {"c": {}}}, {"b": 1}, "`a.b` there is no such field"),
    "nothing": ({"additionalProperties": False}, {"b": 1}, "`a` there is no such field"),
    "deep": ({"items": {"properties": {"b": {"type": "string"}}}}, [{"b": 1}], "`a[0].b` must be string"),
    "map": ({LIST_KEYS: ["n"]}, [{"n": 1}, {"n": 1}], "`a[1]` stands twice: entries differ by `n`"),
    "set": ({LIST_KEYS: []}, ["x", "x"], "`a[1]` stands twice: entries differ by their value"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_keyword_has_a_sentence(case: str) -> None:
    schema, value, expected = CASES[case]
    checker = Checker(json.dumps({"properties": {"a": schema}}))
    assert [sentence(problem) for problem in checker.problems({"a": value})] == [expected]
