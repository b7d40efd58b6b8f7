"""Admission as a cluster does it: the policies' CEL, evaluated on objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from cel_expr_python import cel

from gitune.manifests.model import Rendered
from gitune.spec.quantity import quantity_value

Object = Mapping[str, Any]

NAMES = ("object", "oldObject", "request", "variables")
PLURALS = {
    "ClusterTrainingRuntime": "clustertrainingruntimes",
    "PersistentVolumeClaim": "persistentvolumeclaims",
    "TrainJob": "trainjobs",
    "TrainingRuntime": "trainingruntimes",
}


def objects(run: Rendered) -> list[Object]:
    """What a run brings to the cluster and policies look at, as the API server gets it."""
    files = (document for file in run.files for document in file.documents)
    return [json.loads(json.dumps(each)) for each in files if each.get("kind") in PLURALS]


def refusals(policies: Iterable[Object], value: Object, old: Object | None = None) -> list[str]:
    """The messages with which the cluster refuses an object."""
    return [message for message, admitted in judged(policies, value, old) if not admitted]


def judged(policies: Iterable[Object], value: Object, old: Object | None = None) -> Iterator[tuple[str, bool]]:
    """Every validation that is asked about an object, and its verdict."""
    for policy in policies:
        if policy["kind"] != "ValidatingAdmissionPolicy" or not matches(policy, value):
            continue
        spec = policy["spec"]
        given = {"object": value, "oldObject": old, "request": request(value, old), "variables": {}}
        if not all(evaluated(each["expression"], given) for each in spec["matchConditions"]):
            continue
        for variable in spec.get("variables", []):
            given["variables"][variable["name"]] = evaluated(variable["expression"], given)
        for rule in spec["validations"]:
            yield rule["message"], evaluated(rule["expression"], given)


def matches(policy: Object, value: Object) -> bool:
    """Whether a policy is about objects of a kind."""
    rules = policy["spec"]["matchConstraints"]["resourceRules"]
    return any(PLURALS[value["kind"]] in rule["resources"] for rule in rules)


def request(value: Object, old: Object | None) -> Object:
    """What policies read of the request."""
    return {"operation": "UPDATE" if old else "CREATE", "namespace": value["metadata"].get("namespace", "")}


def evaluated(expression: str, names: Mapping[str, Any]) -> Any:
    """An expression's value. An error refuses, as `failurePolicy: Fail` does, and fails the test."""
    found = _compiled(expression).eval(data=dict(names)).plain_value()
    assert isinstance(found, bool | int | str | list | dict), (expression, found)
    return found


@cache
def _compiled(expression: str) -> Any:
    return _environment().compile(expression)


@cache
def _environment() -> Any:
    """CEL with the part of Kubernetes' library of quantities that expressions use."""
    quantity = cel.Overload("quantity", cel.Type.DOUBLE, [cel.Type.STRING])
    compare = cel.Overload("compare", cel.Type.INT, [cel.Type.DOUBLE, cel.Type.DOUBLE], is_member=True)
    return cel.NewEnv(
        variables=dict.fromkeys(NAMES, cel.Type.DYN),
        functions=[cel.FunctionDecl("quantity", [quantity]), cel.FunctionDecl("compareTo", [compare])],
        function_impls={
            "quantity": lambda text: float(quantity_value(text)),
            "compare": lambda one, other: (one > other) - (one < other),
        },
    )
