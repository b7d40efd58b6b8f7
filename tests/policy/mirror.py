"""A kind of objects whose validations are the rules of policies: Kubernetes' own CEL, on a server without policies.

The types are those of the given objects. A rule is asked by its name, which stands beside the object.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

GROUP, KIND, PLURAL = "policy.gitune.test", "Mirror", "mirrors"
MAPS = frozenset(["labels", "annotations", "nodeSelector"])
QUANTITIES = frozenset(["limits", "requests"])
BOUNDS = {"list": 4, "text": 200, "mapping": 8}
"""The server refuses expressions that may take long, by the sizes of what they look at."""

_VARIABLE = re.compile(r"\bvariables\.([A-Za-z]+)")
_TO_TEXT = re.compile(r"\bstring\(([^()]*)\)")
"""Quantities are texts here: what `string` makes has no bound that the server knows."""


def definition(name: str, rules: Mapping[str, str], variables: Mapping[str, str], objects: Iterable[Any]) -> Schema:
    """A CustomResourceDefinition that judges objects by rules."""
    schema = typed(list(objects))
    validations = [
        {"rule": f"self.asked != '{rule}' || ({written(text, variables)})", "message": "refused by the rule"}
        for rule, text in rules.items()
    ]
    text = {"type": "string", "maxLength": BOUNDS["text"]}
    spec = {
        "type": "object",
        "required": ["asked", "object", "in"],
        "properties": {"asked": text, "in": text, "object": schema},
        "x-kubernetes-validations": validations,
    }
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}},
    }
    group = f"{name}.{GROUP}"
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{PLURAL}.{group}"},
        "spec": {
            "group": group,
            "scope": "Cluster",
            "names": {"kind": KIND, "listKind": f"{KIND}List", "plural": PLURAL, "singular": "mirror"},
            "versions": [version],
        },
    }


def asking(name: str, rule: str, value: Mapping[str, Any]) -> Schema:
    """An object that asks for the verdict of a rule on another one."""
    return {
        "apiVersion": f"{name}.{GROUP}/v1",
        "kind": KIND,
        "metadata": {"name": "asking"},
        "spec": {"asked": rule, "in": value["metadata"].get("namespace", ""), "object": value},
    }


def written(expression: str, variables: Mapping[str, str]) -> str:
    """With variables in their places, and what a validation calls the object and the request."""

    def inlined(found: re.Match[str]) -> str:
        text = variables[found[1]]
        return f"({written(text, variables)})"

    text = _VARIABLE.sub(inlined, _TO_TEXT.sub(r"\1", expression))
    return re.sub(r"(?<![\w.])object\b", "self.object", text).replace("request.namespace", "self.__in__")


def typed(values: list[Any], key: str = "") -> Schema:
    """The schema that all values fit, as tight as the bounds."""
    first = values[0]
    if isinstance(first, dict):
        return _mapping([value for value in values if isinstance(value, dict)], key)
    if isinstance(first, list):
        items = [item for value in values for item in value]
        return {"type": "array", "maxItems": BOUNDS["list"], "items": typed(items or [""])}
    kinds: dict[type, Schema] = {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        str: {"type": "string", "maxLength": 2000 if key == "value" else BOUNDS["text"]},
    }
    return kinds[type(first)]


def _mapping(values: list[dict[str, Any]], key: str) -> Schema:
    if key in QUANTITIES:
        return _free({"type": "string", "maxLength": 20})
    if key in MAPS:
        return _free({"type": "string", "maxLength": BOUNDS["text"]})
    names = sorted({name for value in values for name in value})
    inner = {name: typed([value[name] for value in values if name in value], name) for name in names}
    return {"type": "object", "properties": inner}


def _free(item: Schema) -> Schema:
    return {"type": "object", "maxProperties": 2 * BOUNDS["mapping"], "additionalProperties": item}
