from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from gitune.catalog.load import default_root
from gitune.catalog.schema import main, schemas
from gitune.source import load_plain

REPOSITORY = Path(__file__).parents[3]
PUBLISHED = REPOSITORY / "schema" / "catalog"
RUNTIMES = default_root()
MODELINE = "# yaml-language-server: $schema="
WITH_SCHEMA = [RUNTIMES / "accelerators.yaml", RUNTIMES / "images.yaml", *sorted(RUNTIMES.glob("models/*.yaml"))]


def test_published_schemas_are_the_models(tmp_path: Path) -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in PUBLISHED.iterdir()} == schemas(), (
        "run: python -m gitune.catalog.schema schema/catalog"
    )
    assert main([str(tmp_path)]) == 0
    assert {file.name for file in tmp_path.iterdir()} == set(schemas())


@pytest.mark.parametrize("text", schemas().values(), ids=schemas().keys())
def test_schemas_are_draft_07(text: str) -> None:
    schema = json.loads(text)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in text
    Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("file", WITH_SCHEMA, ids=lambda file: file.name)
def test_every_file_is_valid_and_names_its_schema(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith(MODELINE)
    schema = (file.parent / first.removeprefix(MODELINE)).resolve()
    assert schema.parent == PUBLISHED
    errors = Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).iter_errors(load_plain(text, file.name))
    assert [error.message for error in errors] == []
