"""The published schemas say what the models say, in draft-07."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft7Validator

from gitune.catalog.load import load_catalog
from gitune.project.model import Project
from gitune.source import load_plain
from gitune.spec.finetune import FineTune
from unit.spec.specs import ACCEPTED, REJECTED

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*/finetune.yaml"))
LATER_KEYWORDS = {
    "$defs",
    "prefixItems",
    "unevaluatedProperties",
    "dependentRequired",
    "dependentSchemas",
    "discriminator",
}


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_schema", ROOT / "tools" / "generate_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


@pytest.fixture(scope="module")
def finetune() -> Draft7Validator:
    return Draft7Validator(load("finetune"))


def test_committed_schemas_are_what_is_generated() -> None:
    assert [file.name for file in generator().drifted()] == []


@pytest.mark.parametrize("name", ["base", "finetune", "project", "diagnostics"])
def test_schema_is_draft_07(name: str) -> None:
    schema = load(name)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"] == f"https://gitune.dev/schema/v1alpha1/{name}.schema.json"
    assert not LATER_KEYWORDS & set(keywords(schema))


@pytest.mark.parametrize("name", ["base", "finetune", "project"])
def test_nothing_stands_beside_a_reference(name: str) -> None:
    for node in nodes(load(name)):
        assert "$ref" not in node or len(node) == 1


@pytest.mark.parametrize("name", ["base", "finetune", "project"])
def test_every_field_is_documented(name: str) -> None:
    schema = load(name)
    for owner in [schema, *schema["definitions"].values()]:
        for field, described in owner.get("properties", {}).items():
            assert described["title"] == field
            assert described["description"] == described["markdownDescription"], field
            assert described["examples"], field


@pytest.mark.parametrize("name", ["base", "finetune", "project"])
def test_every_mapping_with_fields_is_closed(name: str) -> None:
    for node in nodes(load(name)):
        if "properties" in node or "patternProperties" in node:
            assert node["additionalProperties"] is False


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name: str, finetune: Draft7Validator) -> None:
    FineTune.model_validate(ACCEPTED[name])
    finetune.validate(ACCEPTED[name])


@pytest.mark.parametrize("name", REJECTED)
def test_rejected(name: str, finetune: Draft7Validator) -> None:
    with pytest.raises(ValueError, match="validation error"):
        FineTune.model_validate(REJECTED[name])
    assert not finetune.is_valid(REJECTED[name])


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.parent.name)
def test_examples(file: Path, finetune: Draft7Validator) -> None:
    finetune.validate(load_plain(file.read_text(encoding="utf-8"), file.name))


def test_examples_of_fields_are_valid(finetune: Draft7Validator) -> None:
    schema = load("finetune")
    for owner in [schema, *schema["definitions"].values()]:
        for field, described in owner.get("properties", {}).items():
            for example in described["examples"]:
                if owner is schema and isinstance(example, dict):
                    continue  # parts of a section, on purpose
                error = next(
                    finetune.evolve(schema={**described, "definitions": schema["definitions"]}).iter_errors(example),
                    None,
                )
                assert error is None, (field, example)


def test_editors_offer_the_catalog() -> None:
    catalog = load_catalog()
    definitions = load("finetune")["definitions"]
    assert definitions["Model"]["properties"]["id"]["anyOf"][0]["enum"] == sorted(catalog.models)
    accelerators = definitions["Resources"]["properties"]["accelerator"]["anyOf"][0]["enum"]
    assert accelerators == sorted(catalog.accelerators)


def test_project() -> None:
    validator = Draft7Validator(load("project"))
    valid = {"target": {"trainer": "2.2"}, "output": "rendered/prod"}
    Project.model_validate(valid)
    validator.validate(valid)
    assert not validator.is_valid({"target": {"trainer": "1.9"}})
    assert not validator.is_valid({"output": "../elsewhere"})


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every mapping of a schema, without the examples and defaults in it."""
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key not in {"examples", "default"}:
                yield from nodes(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from nodes(item)


def keywords(schema: Any) -> Iterator[str]:
    for node in nodes(schema):
        yield from node
