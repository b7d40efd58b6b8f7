"""Schemas of bases, defaults and environments: what may be left out there, and what is wrong anyway."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from gitune.project.model import Project
from gitune.source.plain import load_plain

ROOT = Path(__file__).parents[3]
PROJECTS = sorted((ROOT / "examples").rglob("gitune.yaml"))


def validator(name: str) -> Draft7Validator:
    return Draft7Validator(json.loads((ROOT / "schema" / f"{name}.schema.json").read_bytes()))


@pytest.fixture(scope="module")
def project() -> Draft7Validator:
    return validator("project")


@pytest.fixture(scope="module")
def base() -> Draft7Validator:
    return validator("base")


GOOD_BASES: dict[str, Any] = {
    "nothing": {},
    "another base": {"extends": "all.yaml"},
    "a rank without its kind": {"method": {"rank": 8}},
    "a part of a section": {"training": {"seed": 1}},
    "a grid": {"matrix": {"training.seed": [1, 2]}},
}
BAD_BASES: dict[str, Any] = {
    "an unknown section": {"trainig": {}},
    "an unknown field": {"training": {"epoch": 1}},
    "a wrong type": {"training": {"epochs": "many"}},
    "a kind that does not exist": {"method": {"kind": "lorra"}},
}
GOOD: dict[str, Any] = {
    "defaults": {"defaults": {"training": {"seed": 1}, "storage": {"className": "nfs"}}},
    "an environment": {"environments": {"dev": {}}},
    "fields of the project": {"environments": {"dev": {"flux": {"source": {"branch": "dev"}}, "requireLock": True}}},
    "a part of a spec": {"environments": {"dev": {"spec": {"method": {"rank": 8}}}}},
    "settings": {"environments": {"dev": {"set": {"training.maxSteps": 20, "method.kind": "qlora"}}}},
    "settings of free mappings": {"environments": {"dev": {"set": {"runtime.env.A": "b", "overrides.x.y": 1}}}},
    "overlays": {"environments": {"dev": {"overlays": [{"specs": ["a/**"], "set": {"training.seed": 1}}]}}},
    "a section at once": {"environments": {"dev": {"set": {"training.optimizer": {"kind": "sgd"}}}}},
    "other facts": {"environments": {"dev": {"cluster": {"queues": ["a"]}}}},
}
BAD: dict[str, Any] = {
    "an unknown section": {"defaults": {"trainig": {}}},
    "a base for defaults": {"defaults": {"extends": "a.yaml"}},
    "a spec's field in an environment": {"environments": {"dev": {"training": {}}}},
    "an environment of an environment": {"environments": {"dev": {"environments": {}}}},
    "an unknown path": {"environments": {"dev": {"set": {"training.maxStep": 20}}}},
    "a wrong type in a setting": {"environments": {"dev": {"set": {"training.maxSteps": "20"}}}},
    "a wrong type in a part": {"environments": {"dev": {"spec": {"resources": {"nodes": "two"}}}}},
    "an overlay for nobody": {"environments": {"dev": {"overlays": [{"set": {}}]}}},
    "a name": {"environments": {"Dev": {}}},
}


@pytest.mark.parametrize("case", GOOD_BASES)
def test_a_base_may_leave_out_everything(case: str, base: Draft7Validator) -> None:
    base.validate(GOOD_BASES[case])


@pytest.mark.parametrize("case", BAD_BASES)
def test_a_base_says_nothing_wrong(case: str, base: Draft7Validator) -> None:
    assert not base.is_valid(BAD_BASES[case])


@pytest.mark.parametrize("case", GOOD)
def test_accepted(case: str, project: Draft7Validator) -> None:
    Project.model_validate(GOOD[case])
    project.validate(GOOD[case])


@pytest.mark.parametrize("case", BAD)
def test_rejected(case: str, project: Draft7Validator) -> None:
    assert not project.is_valid(BAD[case])


@pytest.mark.parametrize("file", PROJECTS, ids=lambda file: file.parent.name)
def test_project_files_of_the_examples(file: Path, project: Draft7Validator) -> None:
    project.validate(load_plain(file.read_text(encoding="utf-8"), file.name))
