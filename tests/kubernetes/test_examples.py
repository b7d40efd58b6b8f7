"""The committed trees of the examples, as a cluster would get them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from support.crds import crd
from support.kustomize import build

EXAMPLES = Path(__file__).parents[2] / "examples"
RUNS = sorted(folder.parent for folder in EXAMPLES.glob("*/rendered/*/*/run"))


def test_there_are_examples() -> None:
    assert RUNS


@pytest.mark.parametrize("folder", RUNS, ids=lambda folder: folder.name)
def test_both_folders_build_and_pass_the_real_crds(folder: Path) -> None:
    made = build(folder / "run")
    if (folder / "runtime").is_dir():
        made |= build(folder / "runtime")
    assert made["ConfigMap"]["metadata"]["name"] == made["TrainJob"]["metadata"]["name"]
    for kind in set(made) - {"ConfigMap", "PersistentVolumeClaim"}:
        assert crd(kind).errors(made[kind]) == []


@pytest.mark.parametrize("folder", sorted(EXAMPLES.glob("*/rendered/flux")), ids=lambda folder: folder.parts[-3])
def test_the_flux_kustomizations_pass_the_real_crd(folder: Path) -> None:
    files = sorted(set(folder.glob("*.yaml")) - {folder / "kustomization.yaml"})
    assert files
    for file in files:
        for manifest in yaml.load_all(file.read_text(encoding="utf-8"), yaml.CSafeLoader):
            assert crd("FluxKustomization").errors(manifest) == []
