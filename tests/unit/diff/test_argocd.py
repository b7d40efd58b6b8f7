"""The same comparison where Argo CD brings the objects."""

from __future__ import annotations

import pytest

from gitune.diff.compare import compared
from gitune.diff.model import Pair
from support.runs import plan, project, runtime
from support.sides import refused, side

ARGOCD = project(gitops="argocd", argocd={"url": "https://git.example.com/ml/fine-tunes"})


@pytest.mark.parametrize(("retain", "fate"), [("keep", "left"), ("prune", "deleted")])
def test_the_earlier_run_meets_the_fate_that_the_spec_says(retain: str, fate: str) -> None:
    before, after = (side(plan(runtime=runtime(retain=retain)), ARGOCD, batch_size=size) for size in (4, 8))
    told = compared(Pair(before, after), {})
    assert {change.fate for change in told.objects} == {"created", fate}
    assert sum(change.fate == fate for change in told.objects) == 3


def test_a_removed_spec_takes_its_application_alone() -> None:
    before = side(project=ARGOCD)
    told = compared(Pair(before, None), {})
    assert [change.key.kind for change in told.objects if change.fate == "deleted"] == ["Application"]
    assert "1 Argo CD Application deleted; what it applied stays" in told.cluster
    assert refused(before, None) == ["GT516"]


def test_from_flux_to_argo_cd_no_run_starts() -> None:
    told = compared(Pair(side(), side(project=ARGOCD)), {})
    assert told.effect == "edits"
    assert told.cluster[0].startswith("no run starts: 1 object created, 2 objects deleted")
    assert refused(side(), side(project=ARGOCD)) == []
