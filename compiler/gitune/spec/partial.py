"""JSON Schemas of parts of a spec: a base, defaults, what an environment says. Nothing is required in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitune.spec.jsonschema import HOST

Schema = dict[str, Any]

_REFERENCE = "#/definitions/"
_SPEC, _ENVIRONMENT = "Spec", "Environment"
_SAME_EVERYWHERE = ("apiVersion", "environments", "kind")
_WHOLE_SPECS = ("apiVersion", "extends", "kind")
_DOCUMENT = ("$schema", "$id", "$comment", "title", "definitions")


def partial(schema: Schema) -> Schema:
    """The same schema with nothing required; of several kinds any may be begun."""
    changed: Schema = _loosened(schema)
    return changed


def base_schema(spec: Schema) -> Schema:
    """The schema of a file that specs extend."""
    text = "Part of a spec, for others to extend."
    return {**partial(spec), "$id": f"{HOST}/base.schema.json", "title": "Base", "description": text}


def project_schema(project: Schema, spec: Schema) -> Schema:
    """The schema of the project file, with parts of specs where it takes them."""
    spec = _without(spec, _WHOLE_SPECS)
    parts = _embedded(partial(spec), _SPEC)
    environments = _embedded(partial(project), _ENVIRONMENT)
    environments[_ENVIRONMENT] = _environment(environments[_ENVIRONMENT], spec)
    properties = {name: dict(field) for name, field in project["properties"].items()}
    properties["defaults"] = _referring(properties["defaults"], _SPEC)
    pattern = next(iter(properties["environments"]["patternProperties"]))
    properties["environments"]["patternProperties"] = {pattern: {"$ref": f"{_REFERENCE}{_ENVIRONMENT}"}}
    definitions = {**project["definitions"], **parts, **environments}
    return {**project, "properties": properties, "definitions": dict(sorted(definitions.items()))}


def _environment(project: Schema, spec: Schema) -> Schema:
    """What may stand in an environment, of the project's fields with nothing required and of a spec."""
    fields = dict(_without(project, _SAME_EVERYWHERE)["properties"])
    fields["defaults"] = _referring(fields["defaults"], _SPEC)
    said = _said("Part of a spec, which wins over what specs say.")
    part = {"title": "spec", **said, "examples": [{"resources": {"gpusPerNode": 8}}]}
    fields["spec"] = _referring(part, _SPEC)
    fields["set"] = _settings(spec)
    fields["overlays"] = _overlays(fields)
    return {**project, "properties": fields, **_said("What is different in this environment.")}


def _overlays(fields: Schema) -> Schema:
    """What an environment says of some specs."""
    said = _said("Paths of the specs that are meant, from this file's folder, with `*` and `**`.")
    specs = {"title": "specs", **said, "examples": [["team-a/**"]], "type": "array", "items": {"type": "string"}}
    overlay = {
        "type": "object",
        "properties": {"specs": {**specs, "minItems": 1}, "spec": fields["spec"], "set": fields["set"]},
        "required": ["specs"],
        "additionalProperties": False,
    }
    example = [{"specs": ["team-a/**"], "set": {"training.maxSteps": 20}}]
    said = _said("What holds for some specs only. What stands later is right.")
    return {"title": "overlays", **said, "examples": [example], "type": "array", "items": overlay}


def _settings(spec: Schema) -> Schema:
    """Values by path. Below a mapping whose keys are free, so are the paths."""
    fields = dict(_paths(partial(spec)))
    free = [path.replace(".", "\\.") for path, field in fields.items() if _is_free(field)]
    return {
        "title": "set",
        "type": "object",
        **_said("Values by path, which win over what specs say."),
        "examples": [{"training.maxSteps": 20}],
        "properties": {path: _renamed(field, _SPEC) for path, field in fields.items()},
        "patternProperties": {f"^({'|'.join(free)})\\.": {}},
        "additionalProperties": False,
    }


def _is_free(field: Schema) -> bool:
    return any(branch.get("type") == "object" for branch in (field, *field.get("anyOf", ())))


def _without(schema: Schema, names: tuple[str, ...]) -> Schema:
    fields = {name: field for name, field in schema["properties"].items() if name not in names}
    return {**schema, "properties": fields}


def _paths(spec: Schema) -> Iterator[tuple[str, Schema]]:
    """Every field of a spec by its path; what several kinds have in different ways may be any of them."""
    found: dict[str, list[Schema]] = {}
    for path, field in _fields(spec, spec, ""):
        if path != "matrix" and field not in found.setdefault(path, []):
            found[path].append(field)
    for path, fields in found.items():
        yield path, {**(fields[0] if len(fields) == 1 else _any_of(fields)), "title": path}


def _any_of(fields: list[Schema]) -> Schema:
    """What several kinds have under one name, documented as the first does."""
    said = {key: fields[0][key] for key in ("description", "markdownDescription", "examples")}
    return {**said, "anyOf": fields}


def _fields(owner: Schema, spec: Schema, above: str) -> Iterator[tuple[str, Schema]]:
    for name, field in owner.get("properties", {}).items():
        yield f"{above}{name}", field
        for option in _options(field):
            yield from _fields(spec["definitions"][option], spec, f"{above}{name}.")


def _options(field: Schema) -> Iterator[str]:
    """The definitions that a field refers to."""
    branches = [field, *(each for key in ("allOf", "anyOf", "oneOf") for each in field.get(key, ()))]
    return (str(each["$ref"]).removeprefix(_REFERENCE) for each in branches if "$ref" in each)


def _referring(field: Schema, definition: str) -> Schema:
    kept = {key: value for key, value in field.items() if key not in ("additionalProperties", "type")}
    return {**kept, "allOf": [{"$ref": f"{_REFERENCE}{definition}"}]}


def _said(text: str) -> Schema:
    return {"description": text, "markdownDescription": text}


def _embedded(schema: Schema, prefix: str) -> Schema:
    """A whole schema as definitions of another: the root under the prefix itself, its definitions behind it."""
    body = {key: value for key, value in schema.items() if key not in _DOCUMENT}
    inner = {f"{prefix}{name}": _renamed(value, prefix) for name, value in schema["definitions"].items()}
    return {prefix: _renamed(body, prefix), **inner}


def _renamed(node: Any, prefix: str) -> Any:
    if isinstance(node, list):
        return [_renamed(item, prefix) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _target(value, prefix) if key == "$ref" else _renamed(value, prefix) for key, value in node.items()}


def _target(reference: str, prefix: str) -> str:
    return f"{_REFERENCE}{prefix}{reference.removeprefix(_REFERENCE)}"


def _loosened(node: Any) -> Any:
    if isinstance(node, list):
        return [_loosened(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _loosened(value) for key, value in node.items() if not _is_requirement(key, value)}
    return {("anyOf" if key == "oneOf" else key): value for key, value in kept.items()}


def _is_requirement(key: str, value: Any) -> bool:
    """`required` as a keyword holds a list; as a field's name it would hold a schema."""
    return key == "required" and isinstance(value, list)
