"""Our hand-written schemas against the real CRDs of Flux and Argo CD, wherever those are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gitune.manifests.delivery import project_files
from gitune.verify.consistency import metadata_faults
from gitune.verify.schemas import checker_for
from support.crds import FOLDER, Crd
from support.mutations import mutated
from support.runs import plan, project, rendered, runtime

FILES = {
    "ArgoApplication": "argoproj.io_applications",
    "FluxAlert": "notification.toolkit.fluxcd.io_alerts",
    "FluxGitRepository": "source.toolkit.fluxcd.io_gitrepositories",
    "FluxOCIRepository": "source.toolkit.fluxcd.io_ocirepositories",
    "FluxProvider": "notification.toolkit.fluxcd.io_providers",
}
URL = "https://git.example.com/ml/fine-tunes"
SECRET = {"secretRef": {"name": "s"}}
PROVIDER = {"type": "slack", "address": "https://chat.example.com", "channel": "c", "username": "u", **SECRET}
PROJECTS = (
    project(
        flux={
            "sourceRef": {"name": "src"},
            "source": {"url": URL, "branch": "main", **SECRET},
            "notifications": {"provider": PROVIDER, "metadata": {"cluster": "prod"}},
        }
    ),
    project(
        flux={
            "sourceRef": {"kind": "OCIRepository", "name": "src"},
            "source": {"url": "oci://registry.example.com/x", "semver": ">=1.0"},
        }
    ),
    project(gitops="argocd", argocd={"url": URL, "cluster": "west"}),
)


def manifests(schema: str) -> Iterator[dict[str, Any]]:
    for settings in PROJECTS:
        runs = [rendered(plan(runtime=runtime(retain=retain)), settings) for retain in ("keep", "prune")]
        for file in (*project_files(settings), *(file for run in runs for file in run.files)):
            if file.schema == schema:
                yield from (json.loads(json.dumps(manifest)) for manifest in file.documents)


@pytest.mark.parametrize("schema", FILES)
def test_what_we_render_the_crd_takes_and_what_it_refuses_we_refuse(schema: str) -> None:
    file = FOLDER / f"{FILES[schema]}.yaml"
    if not file.is_file():
        pytest.skip(f"NOT CHECKED AGAINST THE REAL CRD: there is no {file.name} beside the others")
    oracle, checker, refused = Crd(file), checker_for(schema, "2.3"), 0
    for manifest in manifests(schema):
        assert oracle.errors(manifest) == []
        assert checker.problems(manifest) == []
        for seed in range(200):
            damaged = mutated(manifest, seed)
            if oracle.structural(damaged):
                refused += 1
                ours = checker.problems(damaged) or list(metadata_faults(damaged))
                assert ours, (seed, oracle.structural(damaged))
    assert refused > 20
