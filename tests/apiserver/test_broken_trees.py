"""Damage to the files that no API server sees: what Flux could not build or apply, verify refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from apiserver.broken import applied
from apiserver.flux import Object, apply_stage, namespaces
from gitune.manifests.model import Rendered
from gitune.verify.objects import verify
from support.kubeapi import Api
from support.kustomize import write
from support.mutations import mutated
from support.runs import plan, rendered

SEEDS = range(48)
LABELS = ("0", "1.5", "true", "Null", "1e3", "0x1f", "010", "2001-01-01", "0b1", "0o7", "1_000", "1.")
TEXTS = ("y", "no", "on", "Off", "e1", "1a", "9-9", "0x", "1.2.3")
"""Keys of labels that stay texts, although other readers of YAML take them for something else."""


class Tree(NamedTuple):
    """A run with damage in `run/kustomization.yaml`."""

    run: Rendered

    def refusal(self, api: Api, folder: Path) -> str | None:
        """Why Flux cannot apply it; None where it can."""
        command = ["kubectl", "kustomize", str(write(self.run, folder) / "run")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stderr
        made: list[Object] = list(yaml.load_all(done.stdout, yaml.CSafeLoader))
        answers = [applied(api, value) for value in made]
        return next((answer.message for answer in answers if not answer.ok), None)

    @property
    def found(self) -> list[str]:
        return [finding.message for finding in verify(self.run, "2.3")]


@pytest.fixture(scope="module", autouse=True)
def _space(api: Api) -> None:
    assert apply_stage(api, namespaces([{"metadata": {"namespace": "trees"}}])) == []


def test_what_flux_cannot_build_verify_refuses(api: Api, tmp_path: Path) -> None:
    different, refused = [], 0
    for seed in SEEDS:
        tree = damaged(lambda content, seed=seed: mutated(content, seed))
        reason = tree.refusal(api, tmp_path / str(seed))
        refused += reason is not None
        if reason and not tree.found:
            different.append((seed, reason[-300:]))
    assert different == []
    assert refused >= len(SEEDS) // 3


@pytest.mark.parametrize("key", [*LABELS, *TEXTS])
def test_a_label_that_kustomize_takes_for_no_text_is_refused(api: Api, tmp_path: Path, key: str) -> None:
    tree = damaged(lambda content: labelled(content, key))
    reason = tree.refusal(api, tmp_path)
    assert (reason is None) is (key in TEXTS), reason
    assert bool(tree.found) is (key in LABELS)


def labelled(content: Any, key: str) -> Any:
    content["configMapGenerator"][0]["options"]["labels"][key] = "x"
    return content


def damaged(change: Any) -> Tree:
    """A run whose `run/kustomization.yaml` was changed."""
    run = rendered(plan(namespace="trees"))
    return Tree(run._replace(files=tuple(_files(run, change))))


def _files(run: Rendered, change: Any) -> Iterator[Any]:
    for file in run.files:
        if file.path.endswith("run/kustomization.yaml"):
            content = json.loads(json.dumps(file.documents[0]))
            yield file._replace(documents=(change(content),))
        else:
            yield file
