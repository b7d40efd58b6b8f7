"""Validates objects offline as an API server does with a CRD: the oracle for our own strict schemas.

Structural schemas as in https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/,
with unknown fields refused (`fieldValidation=Strict`), list keys, and CEL rules by Google's own engine.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from cel_expr_python import cel
from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parents[3] / "shared" / "crds"

Schema = dict[str, Any]

PLAIN = (
    *("type", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"),
    *("minProperties", "maxProperties", "multipleOf", "required", "uniqueItems"),
)
TEXTS: Schema = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}
"""Labels or annotations; a null counts as none."""
OBJECT_META: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **{key: {"type": "string"} for key in ("name", "generateName", "namespace", "uid", "resourceVersion")},
        "labels": TEXTS,
        "annotations": TEXTS,
        **{key: {"type": "array"} for key in ("finalizers", "ownerReferences", "managedFields")},
        "creationTimestamp": {},
        "generation": {"type": "integer"},
    },
}
_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_WORD = r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_KEYS: Schema = {"pattern": rf"^({_SUBDOMAIN}/)?{_WORD}\Z", "maxLength": 253 + 1 + 63}
METADATA = Draft202012Validator(
    {
        "properties": {
            "name": {"pattern": rf"^{_SUBDOMAIN}\Z", "maxLength": 253},
            "namespace": {"pattern": rf"^{_LABEL}\Z", "maxLength": 63},
            "labels": {"propertyNames": _KEYS, "additionalProperties": {"pattern": rf"^({_WORD})?\Z"}},
            "annotations": {"propertyNames": _KEYS},
        }
    }
)
"""What an API server asks of every object's names, whatever its kind."""


class Crd:
    """One kind, in the one version that its file serves."""

    def __init__(self, file: Path) -> None:
        definition = yaml.load(file.read_bytes(), yaml.CSafeLoader)["spec"]
        self.kind = definition["names"]["kind"]
        self.schema: Schema = definition["versions"][0]["schema"]["openAPIV3Schema"]
        self._structure = Draft202012Validator(_root(self.schema))

    def structural(self, value: Mapping[str, Any]) -> list[str]:
        """What does not fit the structure, unknown fields and list keys."""
        value = _without_nulls(self.schema, copy.deepcopy(dict(value)))
        found = [f"{error.json_path}: {error.message[:200]}" for error in self._structure.iter_errors(value)]
        return found or list(_list_faults(self.schema, value, "$"))

    def errors(self, value: Mapping[str, Any]) -> list[str]:
        """Everything that a create would be refused for."""
        found = self.structural(value)
        found += [f"metadata: {error.message[:200]}" for error in METADATA.iter_errors(value.get("metadata", {}))]
        if found:
            return found
        filled = _with_defaults(self.schema, copy.deepcopy(dict(value)))
        return list(_rule_faults(self.schema, filled, "$"))


@cache
def crd(kind: str) -> Crd:
    """The CRD of a kind, or a test that says loudly why it was skipped."""
    if not FOLDER.is_dir():
        pytest.skip(f"NOT CHECKED AGAINST THE REAL CRDs: {FOLDER} does not exist")
    names = {
        "FluxKustomization": "kustomize.toolkit.fluxcd.io_kustomizations",
        **{k: f"trainer.kubeflow.org_{k.lower()}s" for k in ("TrainJob", "ClusterTrainingRuntime", "TrainingRuntime")},
    }
    return Crd(FOLDER / f"{names[kind]}.yaml")


def _root(schema: Schema) -> Schema:
    made = _structure(schema)
    made["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": OBJECT_META}
    return made


def _structure(schema: Schema) -> Schema:
    made = {key: schema[key] for key in PLAIN if key in schema}
    if schema.get("x-kubernetes-int-or-string"):
        made["type"] = ["integer", "string"]
    if schema.get("format") == "int32":
        made["minimum"] = max(made.get("minimum", -(2**31)), -(2**31))
        made["maximum"] = min(made.get("maximum", 2**31 - 1), 2**31 - 1)
    if schema.get("nullable") and "type" in made:
        made["type"] = [made["type"], "null"]
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            made[key] = [_structure(option) for option in schema[key]]
    if "properties" in schema:
        made["properties"] = {key: _structure(value) for key, value in schema["properties"].items()}
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        made["additionalProperties"] = _structure(more)
    elif schema.get("type") == "object" and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made["additionalProperties"] = bool(more)
    if "items" in schema:
        made["items"] = _structure(schema["items"])
    return made


def _children(schema: Schema, value: Any) -> Iterator[tuple[Any, Schema, Any]]:
    """Key, schema and value of everything directly below a value."""
    if isinstance(value, dict):
        known, more = schema.get("properties", {}), schema.get("additionalProperties")
        for key, item in value.items():
            child = known.get(key, more)
            if isinstance(child, dict):
                yield key, child, item
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield index, schema["items"], item


def _without_nulls(schema: Schema, value: Any) -> Any:
    """A null in a field that is not nullable counts as no field."""
    for key, child, item in list(_children(schema, value)):
        if item is None and isinstance(value, dict) and not child.get("nullable"):
            del value[key]
        else:
            _without_nulls(child, item)
    return value


def _with_defaults(schema: Schema, value: Any) -> Any:
    if isinstance(value, dict):
        for key, child in schema.get("properties", {}).items():
            if "default" in child:
                value.setdefault(key, copy.deepcopy(child["default"]))
    for _, child, item in _children(schema, value):
        _with_defaults(child, item)
    return value


def _list_faults(schema: Schema, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list) and schema.get("x-kubernetes-list-type") in {"map", "set"}:
        keys = schema.get("x-kubernetes-list-map-keys")
        identities = [[_key(schema, item, key) for key in keys] if keys else item for item in value]
        for index, identity in enumerate(identities):
            if identity in identities[:index]:
                yield f"{path}[{index}]: duplicate {identity}"
    for key, child, item in _children(schema, value):
        yield from _list_faults(child, item, f"{path}.{key}")


def _key(schema: Schema, item: Any, key: str) -> Any:
    return item.get(key, schema["items"]["properties"].get(key, {}).get("default"))


@cache
def _rule(text: str) -> Any:
    environment = cel.NewEnv(variables={"self": cel.Type.DYN, "oldSelf": cel.Type.DYN})
    return environment.compile(text)


def _rule_faults(schema: Schema, value: Any, path: str) -> Iterator[str]:
    for rule in schema.get("x-kubernetes-validations", ()):
        if "oldSelf" in rule["rule"]:
            continue  # only an update has an old self
        if _rule(rule["rule"]).eval(data={"self": value}).value() is not True:
            yield f"{path}: {rule.get('message', rule['rule'])}"
    for key, child, item in _children(schema, value):
        yield from _rule_faults(child, item, f"{path}.{key}")
