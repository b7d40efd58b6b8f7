"""ValidatingAdmissionPolicies and their bindings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gitune.catalog.model import Catalog
from gitune.manifests.labels import NAME, RUN
from gitune.policy.admission.pods import On
from gitune.policy.admission.rules import Cluster, Said
from gitune.policy.policy import Policy

Manifest = Mapping[str, Any]

OWNER = "gitune.dev/owner"

_RESOURCES: dict[On, tuple[str, str, tuple[str, ...]]] = {
    "claims": ("", "v1", ("persistentvolumeclaims",)),
    "runtimes": ("trainer.kubeflow.org", "*", ("clustertrainingruntimes", "trainingruntimes")),
    "trainjobs": ("trainer.kubeflow.org", "*", ("trainjobs",)),
}
_LABELS = "has({0}.metadata.labels) ? {0}.metadata.labels : {{}}"
_CHANGED = (
    "request.operation == 'CREATE' || object.spec != oldObject.spec || "
    f"({_LABELS.format('object')}) != ({_LABELS.format('oldObject')})"
)
"""Who takes a finalizer away must not be held up by a rule that is younger than the object."""
_OURS: dict[On, tuple[str, str] | None] = {
    "claims": ("of-a-fine-tune", f"has(object.metadata.labels) && '{NAME}' in object.metadata.labels"),
    "runtimes": (
        "of-a-fine-tune",
        f"request.namespace != '' || (has(object.metadata.labels) && '{RUN}' in object.metadata.labels)",
    ),
    "trainjobs": None,
}
"""Claims of other applications, and runtimes that a platform team installs for everybody, are not meant."""


def variables_of(on: On, catalog: Catalog) -> dict[str, str]:
    """What expressions on a kind of object may name, in the order in which they need each other."""
    name = f"('{NAME}' in variables.labels ? variables.labels['{NAME}'] : '')"
    own = "request.namespace"
    found = {"labels": _LABELS.format("object")}
    if on == "runtimes":
        own = f"({own} != '' ? {own} : object.metadata.name)"
    found["fineTune"] = f"{own} + '/' + {name}"
    return found | (_of_jobs(catalog) if on == "trainjobs" else {})


def _of_jobs(catalog: Catalog) -> dict[str, str]:
    trainer = "object.spec.trainer"
    resources = f"has({trainer}) && has({trainer}.resourcesPerNode) && has({trainer}.resourcesPerNode.limits)"
    return {
        "limits": f"{resources} ? {trainer}.resourcesPerNode.limits : {{}}",
        "nodes": f"has({trainer}) && has({trainer}.numNodes) ? {trainer}.numNodes : 1",
        "devices": " + ".join(map(_devices, _resource_names(catalog))),
    }


def _devices(resource: str) -> str:
    return f"('{resource}' in variables.limits ? int(string(variables.limits['{resource}'])) : 0)"


def _resource_names(catalog: Catalog) -> list[str]:
    """Whole devices and slices of every accelerator."""
    entries = [catalog.accelerators[name] for name in catalog.accelerators]
    whole = {entry.resource_name for entry in entries if entry.resource_name is not None}
    return sorted(whole | {profile.resource_name for entry in entries for profile in entry.mig.values()})


class Setting(NamedTuple):
    """What all objects of a policy share."""

    policy: Policy
    catalog: Catalog
    cluster: Cluster


def objects_of(setting: Setting, on: On, said: Sequence[Said], *, is_warning: bool) -> tuple[Manifest, Manifest]:
    """The policy of one kind of object, and its binding."""
    policy, catalog, cluster = setting
    name = f"{policy.name}-{on}" + ("-warn" if is_warning else "")
    spec = {
        "failurePolicy": "Ignore" if is_warning else "Fail",
        "matchConstraints": {"resourceRules": [_resources(on)]},
        "matchConditions": _conditions(on),
        "variables": _variables(on, [each.expression for each in said], catalog),
        "validations": [{"expression": each.expression, "message": message_of(policy, each)} for each in said],
    }
    binding = {
        "policyName": name,
        "validationActions": ["Warn" if is_warning else "Deny"],
        **({"matchResources": _namespaces(cluster.namespaces)} if cluster.namespaces else {}),
    }
    return (
        _object("ValidatingAdmissionPolicy", name, policy, {key: value for key, value in spec.items() if value}),
        _object("ValidatingAdmissionPolicyBinding", name, policy, binding),
    )


def message_of(policy: Policy, said: Said) -> str:
    """What the cluster says: the owner's words, and which rule it is."""
    return f"{said.rule.message} (rule `{said.rule.id}` of policy `{policy.name}`; ask {policy.owner})"


def _object(kind: str, name: str, policy: Policy, spec: dict[str, Any]) -> Manifest:
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": {
            "name": name,
            "labels": {"app.kubernetes.io/managed-by": "gitune"},
            "annotations": {OWNER: policy.owner},
        },
        "spec": spec,
    }


def _resources(on: On) -> dict[str, Any]:
    group, version, resources = _RESOURCES[on]
    return {
        "apiGroups": [group],
        "apiVersions": [version],
        "operations": ["CREATE", "UPDATE"],
        "resources": list(resources),
    }


def _conditions(on: On) -> list[dict[str, str]]:
    ours = _OURS[on]
    changed = {"name": "is-changed", "expression": _CHANGED}
    return [changed, *([{"name": ours[0], "expression": ours[1]}] if ours else [])]


def _namespaces(names: Sequence[str]) -> dict[str, Any]:
    expression = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": list(names)}
    return {"namespaceSelector": {"matchExpressions": [expression]}}


_VARIABLE = re.compile(r"\bvariables\.([A-Za-z]+)")


def _variables(on: On, expressions: Sequence[str], catalog: Catalog) -> list[dict[str, str]]:
    """Those that are used, by expressions or by each other."""
    known = variables_of(on, catalog)
    used: set[str] = set()
    waiting = [name for expression in expressions for name in _VARIABLE.findall(expression)]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _VARIABLE.findall(known[name])
    return [{"name": name, "expression": text} for name, text in known.items() if name in used]
