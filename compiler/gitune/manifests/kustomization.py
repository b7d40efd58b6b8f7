"""The kustomization of each directory: every manifest is listed, so that nobody walks the tree (R9)."""

from __future__ import annotations

from typing import Any

from gitune.manifests.labels import NO_SUBSTITUTION, annotations_of, labels_of
from gitune.manifests.model import Manifest
from gitune.manifests.names import Names
from gitune.plan.model import Plan

KUSTOMIZE_CONFIG = "kustomizeconfig.yaml"


def runtime_kustomization(runtime_file: str) -> Manifest:
    """`runtime/`: the runtime alone."""
    return _kustomization([runtime_file])


def volume_kustomization(claim_file: str) -> Manifest:
    """`volume/`: the claim of a matrix alone."""
    return _kustomization([claim_file])


def run_kustomization(plan: Plan, names: Names, resources: list[str], config_files: list[str]) -> Manifest:
    """`run/`: claim and TrainJob, and the ConfigMap made from the one copy of config and pins that stands in Git."""
    generated = {"configMapGenerator": [_config_map(plan, names, config_files)]} if config_files else {}
    return _kustomization(resources) | generated


def _config_map(plan: Plan, names: Names, config_files: list[str]) -> dict[str, Any]:
    return {
        "name": names.run,
        "namespace": plan.namespace,
        "files": config_files,
        "options": {
            # The run's name is a digest of the content already.
            "disableNameSuffixHash": True,
            "immutable": True,
            "labels": labels_of(plan, names.run),
            "annotations": annotations_of(plan, NO_SUBSTITUTION),
        },
    }


def _kustomization(resources: list[str]) -> dict[str, Any]:
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": resources,
        "configurations": [KUSTOMIZE_CONFIG],
    }
