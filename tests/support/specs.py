"""Specs from a base and changes, for tests of everything between the spec and the manifests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from gitune.backends.base import Configured
from gitune.backends.torchtune.backend import Torchtune
from gitune.catalog.load import load_catalog
from gitune.catalog.model import Catalog
from gitune.plan.model import Plan, Planned
from gitune.plan.planner import plan
from gitune.project.model import Project
from gitune.rules.registry import run_rules
from gitune.source.document import Document
from gitune.source.read import read
from gitune.spec.finetune import FineTune

BASE: Mapping[str, Any] = {
    "apiVersion": "gitune.dev/v1alpha1",
    "kind": "FineTune",
    "metadata": {"name": "test"},
    "model": {"id": "qwen2.5-0.5b-instruct"},
    "dataset": {"source": "hf://tatsu-lab/alpaca/data", "kind": "instruct"},
    "method": {"kind": "full"},
    "training": {"globalBatchSize": 32, "maxSeqLen": 1024},
    "resources": {"accelerator": "h100-80gb", "gpusPerNode": 1},
}
"""A spec that no rule has anything to say about."""


@cache
def catalog() -> Catalog:
    return load_catalog()


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` laid over `base`; another `kind` of method or another accelerator starts afresh."""
    result = dict(base)
    for key, value in changes.items():
        old = result.get(key)
        fresh = not (isinstance(old, Mapping) and isinstance(value, Mapping)) or _other(key, old, value)
        result[key] = value if fresh else merged(old or {}, value)
    return result


def _other(key: str, old: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    return "accelerator" in value or (key != "dataset" and value.get("kind") not in (None, old.get("kind")))


def document(**changes: Any) -> Document:
    found = read(json.dumps(merged(BASE, changes)).encode(), "finetune.yaml").document
    assert found is not None
    return found


def spec(**changes: Any) -> FineTune:
    return FineTune.model_validate(merged(BASE, changes))


def planned(**changes: Any) -> Planned:
    return plan(spec(**changes), catalog(), Project.model_validate({}))


def made(**changes: Any) -> Plan:
    result = planned(**changes)
    assert result.plan is not None, result.findings
    return result.plan


def configured(**changes: Any) -> Configured:
    return Torchtune().configure(made(**changes), catalog())


def config(**changes: Any) -> Mapping[str, Any]:
    result = configured(**changes)
    assert result.config is not None, result.findings
    return result.config.config


def rule_codes(**changes: Any) -> list[str]:
    found = run_rules(spec(**changes), document(**changes), catalog())
    return sorted(finding.code for finding in found)
