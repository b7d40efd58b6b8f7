"""The page of every check of the cluster's facts is true, as those of the other checks are."""

from __future__ import annotations

from typing import Any

import pytest
from ruamel.yaml import YAML

from gitune.checks.cluster.base import ClusterCheck
from gitune.checks.cluster.registry import CLUSTER_CHECKS
from gitune.diagnostics.codes import CODES
from gitune.project.model import Project
from gitune.rules.page import page
from support.locks import compiled

NAMES = [check.__name__ for check in CLUSTER_CHECKS]


def found(example: str) -> set[str]:
    parts: dict[str, Any] = YAML(typ="safe").load(example)
    project = Project.model_validate({"cluster": parts["cluster"]})
    codes = {diagnostic.code for diagnostic in compiled(None, project, **parts["spec"]).diagnostics}
    return codes - {"GT402"}


@pytest.mark.parametrize("check", CLUSTER_CHECKS, ids=NAMES)
def test_page_has_its_parts(check: type[ClusterCheck]) -> None:
    assert page(check).title == CODES[check.code].summary
    assert page(check).text


@pytest.mark.parametrize("check", CLUSTER_CHECKS, ids=NAMES)
def test_bad_example_gives_the_finding(check: type[ClusterCheck]) -> None:
    assert found(page(check).bad) == {check.code}


@pytest.mark.parametrize("check", CLUSTER_CHECKS, ids=NAMES)
def test_good_example_gives_none(check: type[ClusterCheck]) -> None:
    assert found(page(check).good) == set()


def test_registered_once_in_the_order_of_codes() -> None:
    listed = [check.code for check in CLUSTER_CHECKS]
    assert listed == sorted(set(listed))
