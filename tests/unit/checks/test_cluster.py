"""What the cluster's facts refuse, what they leave open, and where it is said."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.compiler import Around, Compilation, compile_spec
from gitune.project.model import Project
from support.locks import compiled
from support.specs import catalog, document

H100 = {"name": "h100", "accelerator": "h100-80gb"}
RUN = {"accelerator": "h100-80gb"}


def compilation(cluster: dict[str, Any], **spec: Any) -> Compilation:
    return compiled(None, Project.model_validate({"cluster": cluster}), **spec)


def found(cluster: dict[str, Any], **spec: Any) -> list[str]:
    diagnostics = compilation(cluster, **spec).diagnostics
    return [diagnostic.code for diagnostic in diagnostics if diagnostic.code.startswith("GT56")]


def test_a_run_may_stand_on_several_pools() -> None:
    pools = [{**H100, "gpusPerNode": 8, "nodes": 2}, {**H100, "name": "spot", "gpusPerNode": 8, "nodes": 2}]
    resources = {**RUN, "gpusPerNode": 8, "nodes": 4}
    assert found({"nodePools": pools}, resources=resources) == []
    assert found({"nodePools": pools[:1]}, resources=resources) == ["GT562"]


def test_only_pools_that_have_everything_count() -> None:
    pools = [{**H100, "gpusPerNode": 8, "nodes": 1}, {**H100, "name": "small", "gpusPerNode": 4, "nodes": 9}]
    assert found({"nodePools": pools}, resources={**RUN, "gpusPerNode": 8, "nodes": 2}) == ["GT562"]


def test_one_mistake_is_said_once() -> None:
    """A pool that has not got the accelerator is not asked for anything else."""
    pools = [{"name": "l4", "accelerator": "l4", "gpusPerNode": 1, "nodes": 1, "labels": {"a": "b"}}]
    resources = {**RUN, "gpusPerNode": 8, "nodes": 2}
    assert found({"nodePools": pools}, resources=resources, runtime={"nodeSelector": {"a": "c"}}) == ["GT560"]


UNSAID: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {"resources": {**RUN, "nodes": 9}, "storage": {"className": "x"}, "runtime": {"queue": "q"}}),
    "devices and nodes": ({"nodePools": [H100]}, {"resources": {**RUN, "gpusPerNode": 64, "nodes": 64}}),
    "nodes of one of the pools": (
        {"nodePools": [{**H100, "nodes": 1}, {**H100, "name": "more"}]},
        {"resources": {**RUN, "nodes": 9}},
    ),
    "labels": ({"nodePools": [H100]}, {"runtime": {"nodeSelector": {"a": "b"}}}),
    "labels of Kubernetes": (
        {"nodePools": [{**H100, "labels": {"a": "b"}}]},
        {"runtime": {"nodeSelector": {"kubernetes.io/arch": "amd64", "a": "b"}}},
    ),
    "how devices are cut": ({"nodePools": [H100]}, {"resources": {**RUN, "mig": "1g.10gb"}}),
    "slices of a node": (
        {"nodePools": [{**H100, "gpusPerNode": 1, "mig": ["1g.10gb"]}]},
        {"resources": {**RUN, "mig": "1g.10gb"}},
    ),
    "the default class": ({"storageClasses": [{"name": "a", "accessModes": ["ReadWriteMany"]}]}, {}),
    "a claim that exists": (
        {"storageClasses": [{"name": "a", "accessModes": ["ReadWriteMany"], "default": True}]},
        {"storage": {"claimName": "shared"}},
    ),
    "pools of the CPU": ({"nodePools": [H100]}, {"resources": {"accelerator": "cpu"}}),
    "no queue": ({"queues": ["a"]}, {}),
}


@pytest.mark.parametrize("case", UNSAID)
def test_what_is_not_said_is_not_checked(case: str) -> None:
    cluster, spec = UNSAID[case]
    assert found(cluster, **spec) == []


REFUSED: dict[str, tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...]]] = {
    "a label of Kubernetes that a pool gives": (
        "GT563",
        {"nodePools": [{**H100, "labels": {"topology.kubernetes.io/zone": "a"}}]},
        {"runtime": {"nodeSelector": {"topology.kubernetes.io/zone": "b"}}},
        ("runtime", "nodeSelector", "topology.kubernetes.io/zone"),
    ),
    "labels that no single pool has": (
        "GT563",
        {
            "nodePools": [
                {**H100, "labels": {"a": "1", "b": "2"}},
                {**H100, "name": "x", "labels": {"a": "2", "b": "1"}},
            ]
        },
        {"runtime": {"nodeSelector": {"a": "1", "b": "1"}}},
        ("runtime", "nodeSelector"),
    ),
    "labels of a run on the CPU": (
        "GT563",
        {"nodePools": [{**H100, "labels": {"a": "1"}}]},
        {"resources": {"accelerator": "cpu"}, "runtime": {"nodeSelector": {"a": "2"}}},
        ("runtime", "nodeSelector", "a"),
    ),
    "whole devices": (
        "GT567",
        {"nodePools": [{**H100, "mig": ["1g.10gb"]}]},
        {"resources": RUN},
        ("resources", "accelerator"),
    ),
    "slices of whole devices": (
        "GT567",
        {"nodePools": [{**H100, "mig": []}]},
        {"resources": {**RUN, "mig": "1g.10gb"}},
        ("resources", "mig"),
    ),
    "what auto asks for, at the class": (
        "GT565",
        {"storageClasses": [{"name": "a", "accessModes": ["ReadWriteOnce"]}]},
        {"resources": {**RUN, "nodes": 2}, "storage": {"className": "a"}},
        ("storage", "className"),
    ),
    "what auto asks for, at the nodes": (
        "GT565",
        {"storageClasses": [{"name": "a", "accessModes": ["ReadWriteOnce"], "default": True}]},
        {"resources": {**RUN, "nodes": 2}},
        ("resources", "nodes"),
    ),
    "a mode": (
        "GT565",
        {"storageClasses": [{"name": "a", "accessModes": ["ReadWriteOnce"], "default": True}]},
        {"storage": {"accessModes": ["ReadWriteOncePod"]}},
        ("storage", "accessModes"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_where_it_is_said(case: str) -> None:
    code, cluster, spec, path = REFUSED[case]
    diagnostics = [each for each in compilation(cluster, **spec).diagnostics if each.code.startswith("GT56")]
    assert [each.code for each in diagnostics] == [code]
    assert diagnostics[0].span == document(**spec).span(path)
    assert diagnostics[0].hint


def test_a_matrix_makes_a_claim_too() -> None:
    project = Project.model_validate({"cluster": {"storageClasses": [{"name": "a", "accessModes": ["ReadWriteOnce"]}]}})
    spec = document(storage={"className": "b"})
    result = compile_spec(spec, project, catalog(), around=Around("test"))
    assert "GT564" in {diagnostic.code for diagnostic in result.diagnostics}


def test_the_cluster_is_named() -> None:
    (diagnostic,) = [
        each
        for each in compilation({"name": "west", "queues": ["a"]}, runtime={"queue": "b"}).diagnostics
        if each.code == "GT566"
    ]
    assert diagnostic.message == "the cluster `west` has no queue `b`"
