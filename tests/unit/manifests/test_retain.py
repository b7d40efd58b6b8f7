"""`runtime.retain`: what becomes of earlier runs is Flux's to know, and no part of a run."""

from __future__ import annotations

import pytest

from gitune.emit.files import files_of
from gitune.manifests.labels import NEVER_PRUNED
from gitune.verify.objects import verify
from support.runs import document, plan, rendered, runtime

SCOPES = [{"scope": "cluster"}, {"scope": "namespace"}, {"scope": "existing", "name": "installed"}]


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope["scope"])
def test_prune_reaches_flux_s_files_and_nothing_else(scope: dict[str, str]) -> None:
    keep, prune = (rendered(plan(runtime=runtime(**scope, retain=retain))) for retain in ("keep", "prune"))
    assert keep.run_name == prune.run_name
    before, after = files_of(keep, "finetune.yaml"), files_of(prune, "finetune.yaml")
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"flux/team-a-support-bot.yaml", "team-a/support-bot/gitune-manifest.json"}


@pytest.mark.parametrize(("retain", "expected"), [("keep", False), ("prune", True)])
@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope["scope"])
def test_every_kustomization_says_it_and_orphans_what_it_made(
    scope: dict[str, str], retain: str, *, expected: bool
) -> None:
    run = rendered(plan(runtime=runtime(**scope, retain=retain)))
    kustomizations = next(file.documents for file in run.files if file.schema == "FluxKustomization")
    assert len(kustomizations) == (1 if scope["scope"] == "existing" else 2)
    assert {kustomization["spec"]["prune"] for kustomization in kustomizations} == {expected}
    assert {kustomization["spec"]["deletionPolicy"] for kustomization in kustomizations} == {"Orphan"}
    assert list(verify(run, "2.3")) == []


def test_the_claim_is_kept_by_its_own_annotation() -> None:
    claim = document(rendered(plan(runtime=runtime(retain="prune"))), "PersistentVolumeClaim")
    assert NEVER_PRUNED.items() <= claim["metadata"]["annotations"].items()
