"""What stands once for a project, and what becomes of what the cluster follows."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.diff.model import Tree, TreeChange
from gitune.diff.project import Once, compared_project, is_orphaned
from gitune.diff.told import ProjectDiff
from gitune.emit.delivery import delivery_of
from support.runs import project

SOURCE = {"url": "https://git.example.com/ml/fine-tunes", "branch": "main"}
FLUX: dict[str, Any] = {"name": "ml", "sourceRef": {"name": "ml"}, "source": SOURCE}
TOLD = {"provider": {"type": "slack", "secretRef": {"name": "webhook"}}}
ARGOCD = {"url": "https://git.example.com/ml/fine-tunes"}


def once(output: str = "rendered", *, is_there: bool = False, **fields: Any) -> Once:
    made = delivery_of(project(output=output, **fields))
    files = {path.rpartition("/")[2]: data for path, data in made.files.items()}
    return Once(f"{output}/{made.folder}", files, is_there)


def told(before: Once | None, after: Once | None, *, certain: bool = True) -> ProjectDiff:
    trees = [Tree(side.folder.split("/")[1], side.folder) if side else None for side in (before, after)]
    return compared_project("gitune.yaml", TreeChange(*trees, certain), before, after)


def fates(diff: ProjectDiff) -> dict[str, str]:
    return {change.key.kind: change.fate for change in diff.objects}


def test_nothing_is_said_of_nothing() -> None:
    assert told(once(), once()).cluster == ()
    assert told(once(flux=FLUX), once(flux=FLUX)).cluster == ()


def test_a_source_that_is_another_is_told_with_its_values() -> None:
    diff = told(once(flux=FLUX), once(flux=FLUX | {"source": SOURCE | {"branch": "next"}}))
    assert fates(diff) == {"GitRepository": "changed"}
    assert [(one.path, one.after) for one in diff.objects[0].changes] == [("spec.ref.branch", "next")]
    assert diff.cluster[0] == "the Flux source ml changes: every fine-tune is read as it says now"


def test_what_applies_itself_stays_when_it_leaves_git_and_the_rest_is_deleted() -> None:
    diff = told(once(flux=FLUX | {"notifications": TOLD}), once())
    assert fates(diff) == {"Kustomization": "left", "GitRepository": "left", "Alert": "deleted", "Provider": "deleted"}
    assert "the Alert ml is deleted" in diff.cluster
    assert "the Flux source ml leaves Git, and stays on the cluster" in diff.cluster


def test_what_comes_has_to_be_applied_once() -> None:
    diff = told(once(), once(flux=FLUX | {"notifications": TOLD}))
    assert set(fates(diff).values()) == {"created"}
    new = "the Flux Kustomization ml, which brings the others, is new: somebody has to apply it once"
    assert new in diff.cluster


def test_argo_cd_s_root_and_its_health_check() -> None:
    diff = told(once(), once(gitops="argocd", argocd=ARGOCD))
    assert fates(diff) == {"Application": "created"}
    assert "health.yaml is another: whoever installed Argo CD has to apply it to argocd-cm" in diff.cluster
    assert "what follows rendered/flux finds nothing new there: it deletes nothing, and starts nothing" in diff.cluster


def test_from_flux_to_argo_cd_nothing_of_flux_is_deleted() -> None:
    before, after = once(flux=FLUX | {"notifications": TOLD}), once(gitops="argocd", argocd=ARGOCD)
    assert is_orphaned(before, after)
    assert {change.fate for change in told(before, after).objects} == {"created", "left"}


@pytest.mark.parametrize("certain", [True, False])
def test_a_tree_that_moves_says_what_has_to_follow_it(certain: bool) -> None:
    diff = told(once("a/one"), once("a/two"), certain=certain)
    assert diff.cluster[1] == "what is said of the fine-tunes holds once their cluster follows a/two/flux"
    assert (diff.cluster[-1] == "on a cluster that did not follow a/one/flux all of them start") is not certain
    assert not is_orphaned(once("a/one"), once("a/two"))


def test_an_environment_that_comes_and_one_that_goes() -> None:
    assert told(None, once("a/dev")).cluster[0] == (
        "the environment dev comes: nothing starts before a cluster follows a/dev/flux"
    )
    gone = told(once("a/dev", is_there=True, flux=FLUX | {"notifications": TOLD}), None)
    assert set(fates(gone).values()) == {"left"}
    assert gone.cluster[:3] == (
        "the environment dev goes: a/dev/flux, which its cluster follows, is rendered no more",
        "nothing on that cluster is deleted, and nothing there changes any more",
        "a/dev/flux is still there, and is applied as it was until somebody removes it",
    )


@pytest.mark.parametrize("data", [b"<<<<<<< HEAD\n", b"- a list\n", b"kind: 3\n", b"\xff"])
def test_an_edited_file_is_said_and_not_compared(data: bytes) -> None:
    before = once(flux=FLUX)
    diff = told(before._replace(files=dict(before.files) | {"source.yaml": data}), once(flux=FLUX))
    assert diff.cluster == ("source.yaml of the earlier tree cannot be read, and is not compared",)
