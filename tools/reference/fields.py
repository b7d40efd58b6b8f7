"""Every field of the spec, from the JSON Schema that the models give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tools.reference.units import unit_of

from gitune.spec.finetune import FineTune
from gitune.spec.jsonschema import schema_of
from gitune.spec.words import flow

Schema = dict[str, Any]

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "mapping",
}
_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "below {}",
    "minLength": "at least {} character(s)",
    "maxLength": "at most {} characters",
    "minItems": "at least {} item(s)",
    "maxItems": "at most {} items",
}


def fields() -> dict[str, list[dict[str, Any]]]:
    """Each path with its variants: one, or several where the `kind` beside the field decides what it is."""
    schema = schema_of(FineTune, "finetune")
    found: dict[str, list[dict[str, Any]]] = {}
    _collect(schema, "", schema["definitions"], "", found)
    return found


def _collect(owner: Schema, prefix: str, known: Schema, kind: str, found: dict[str, list[dict[str, Any]]]) -> None:
    for name, raw in owner.get("properties", {}).items():
        path = f"{prefix}{name}"
        models = list(_models(raw, known))
        entry = _entry(raw, name, owner, models, known)
        _add(found.setdefault(path, []), entry, kind)
        for model in models:
            label = _tags(model) if len(models) > 1 else ""
            _collect(model, f"{path}.", known, label or kind, found)


def _add(variants: list[dict[str, Any]], entry: dict[str, Any], kind: str) -> None:
    """A variant for each different thing that a field may be; `kinds` says with which kinds."""
    for variant in variants:
        if {k: v for k, v in variant.items() if k != "kinds"} == entry:
            variant["kinds"] += [kind] * (kind not in variant["kinds"])
            return
    variants.append({**entry, "kinds": [kind] if kind else []})


def _entry(raw: Schema, name: str, owner: Schema, models: list[Schema], known: Schema) -> dict[str, Any]:
    children = list(dict.fromkeys(child for model in models for child in model.get("properties", {})))
    default = flow(raw["default"]) if "default" in raw else ""
    if name in owner.get("required", []):
        default = "required"  # an editor may be given a value to write even so
    types = " or ".join(dict.fromkeys(_types(raw, known)))
    return {
        "type": types,
        "default": default,
        "allowed": list(dict.fromkeys(_allowed(raw, known))),
        "unit": unit_of(name, types),
        "description": raw["description"],
        "examples": [flow(example) for example in raw.get("examples", [])],
        "children": children,
    }


def _resolved(raw: Schema, known: Schema) -> Schema:
    reference = raw.get("$ref") or next((part.get("$ref") for part in raw.get("allOf", [])), None)
    return known[reference.rpartition("/")[2]] if reference else raw


def _options(raw: Schema, known: Schema) -> list[Schema]:
    schema = _resolved(raw, known)
    options = schema.get("oneOf") or schema.get("anyOf")
    return [part for option in options for part in _options(option, known)] if options else [schema]


def _models(raw: Schema, known: Schema) -> Iterator[Schema]:
    """The mappings with fixed fields that a value may be or hold."""
    for option in _options(raw, known):
        if "properties" in option:
            yield option
        inner = [option.get("items"), option.get("additionalProperties"), *option.get("patternProperties", {}).values()]
        for part in inner:
            if isinstance(part, dict):
                yield from _models(part, known)


def _tags(model: Schema) -> str:
    kind = model.get("properties", {}).get("kind", {})
    return ", ".join(kind.get("enum", [kind["const"]] if "const" in kind else []))


def _types(raw: Schema, known: Schema) -> Iterator[str]:
    for option in _options(raw, known):
        if option.get("type") == "null" or not option:
            continue
        if option.get("type") == "array":
            items = option.get("items", {})
            yield f"list of {' or '.join(dict.fromkeys(_types(items, known))) or 'anything'}"
            continue
        names = option.get("type", "anything")
        for name in [names] if isinstance(names, str) else names:
            yield "word" if "enum" in option or "const" in option else _TYPES.get(name, name)


def _allowed(raw: Schema, known: Schema) -> Iterator[str]:
    for option in _options(raw, known):
        values = option.get("enum", [option["const"]] if "const" in option else [])
        yield from (f"`{value if isinstance(value, str) else json.dumps(value)}`" for value in values)
        yield from (text.format(option[key]) for key, text in _BOUNDS.items() if key in option)
        if "patternErrorMessage" in option:
            yield option["patternErrorMessage"].removeprefix("takes ")
        if isinstance(option.get("items"), dict):
            yield from (f"each {text}" for text in _allowed(option["items"], known))
