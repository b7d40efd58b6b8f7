"""Facts that contradict each other or the catalog."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.project.cluster import Cluster
from gitune.project.facts import fact_mistakes
from support.specs import catalog


def paths(cluster: dict[str, Any]) -> list[tuple[str | int, ...]]:
    findings = fact_mistakes(Cluster.model_validate(cluster), catalog().accelerators)
    assert {finding.code for finding in findings} <= {"GT549"}
    return [finding.path[1:] for finding in findings]


POOL = {"name": "a", "accelerator": "h100-80gb"}
NFS = {"name": "nfs", "accessModes": ["ReadWriteMany"]}


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        ({}, []),
        ({"nodePools": [{**POOL, "mig": ["1g.10gb"]}], "storageClasses": [NFS], "queues": ["a", "b"]}, []),
        ({"nodePools": [{"name": "c", "accelerator": "cpu"}]}, []),
        ({"nodePools": [POOL, POOL]}, [("nodePools", 1, "name")]),
        ({"nodePools": [{**POOL, "accelerator": "h100"}]}, [("nodePools", 0, "accelerator")]),
        ({"nodePools": [{**POOL, "mig": ["1g.10gb", "9g.1gb"]}]}, [("nodePools", 0, "mig", 1)]),
        ({"storageClasses": [NFS, NFS]}, [("storageClasses", 1, "name")]),
        (
            {"storageClasses": [{**NFS, "default": True}, {**NFS, "name": "b", "default": True}]},
            [("storageClasses", 1, "default")],
        ),
        ({"queues": ["a", "a", "a"]}, [("queues", 1), ("queues", 2)]),
    ],
)
def test_mistakes(cluster: dict[str, Any], expected: list[tuple[str | int, ...]]) -> None:
    assert paths(cluster) == expected
