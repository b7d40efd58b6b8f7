"""What a merge must not do, one edit at a time, and what it may."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.diff.guard import guard
from gitune.diff.immutable import IMMUTABLE
from gitune.diff.model import Pair, Side
from support.crds import crd
from support.runs import plan, runtime
from support.sides import edited, refused, side
from support.variants import plans

STORAGE = plan().storage
EDITS: dict[str, tuple[str, str, Any, str]] = {
    "runtimeRef": ("TrainJob", "spec.runtimeRef.name", "another", "GT510"),
    "initializer": ("TrainJob", "spec.initializer.model.storageUri", "hf://a/b", "GT510"),
    "trainer": ("TrainJob", "spec.trainer.numNodes", 2, "GT510"),
    "a dropped trainer": ("TrainJob", "spec.trainer", None, "GT510"),
    "deadline": ("TrainJob", "spec.activeDeadlineSeconds", 60, "GT510"),
    "manager": ("TrainJob", "spec.managedBy", "kueue.x-k8s.io/multikueue", "GT510"),
    "patches": ("TrainJob", "spec.runtimePatches", [{"manager": "a"}], "GT510"),
    "overrides": ("TrainJob", "spec.podTemplateOverrides", [{"targetJobs": []}], "GT510"),
    "config": ("ConfigMap", "data.other", "text", "GT511"),
    "an immutable map made mutable": ("ConfigMap", "immutable", False, "GT511"),
    "runtime": ("ClusterTrainingRuntime", "spec.mlPolicy.numNodes", 9, "GT512"),
    "storage class": ("PersistentVolumeClaim", "spec.storageClassName", "fast", "GT513"),
    "access modes": ("PersistentVolumeClaim", "spec.accessModes", ["ReadWriteMany"], "GT513"),
    "volume mode": ("PersistentVolumeClaim", "spec.volumeMode", "Block", "GT513"),
    "selector": ("PersistentVolumeClaim", "spec.selector", {"matchLabels": {}}, "GT513"),
    "volume": ("PersistentVolumeClaim", "spec.volumeName", "pv-1", "GT513"),
    "less storage": ("PersistentVolumeClaim", "spec.resources.requests.storage", "99Gi", "GT514"),
}
HARMLESS: dict[str, tuple[str, str, Any]] = {
    "a label": ("TrainJob", "metadata.labels.team", "other"),
    "an annotation": ("ConfigMap", "metadata.annotations.note", "x"),
    "suspend": ("TrainJob", "spec.suspend", True),
    "more storage": ("PersistentVolumeClaim", "spec.resources.requests.storage", "101Gi"),
    "the same in other words": ("PersistentVolumeClaim", "spec.resources.requests.storage", "102400Mi"),
    "how Flux applies": ("Kustomization", "spec.prune", True),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_what_is_immutable_is_refused(edit: str) -> None:
    kind, path, value, code = EDITS[edit]
    assert refused(side(), edited(side(), kind, path, value)) == [code]


@pytest.mark.parametrize("edit", HARMLESS)
def test_any_other_edit_is_not(edit: str) -> None:
    assert refused(side(), edited(side(), *HARMLESS[edit])) == []


@pytest.mark.parametrize("kind", ["TrainJob", "TrainingRuntime"])
def test_a_namespaced_runtime_is_held_too(kind: str) -> None:
    before = side(plans()["namespace"])
    path = "spec.mlPolicy.numNodes" if kind == "TrainingRuntime" else "spec.trainer.numNodes"
    assert refused(before, edited(before, kind, path, 9)) == [IMMUTABLE[kind].code]


def test_every_field_that_the_crd_holds_immutable_is_held() -> None:
    held = {path[1] for path in IMMUTABLE["TrainJob"].paths}
    fields = crd("TrainJob").schema["properties"]["spec"]["properties"]
    ruled = {name for name, field in fields.items() if any("oldSelf" in text for text in _rules(field))}
    assert {"runtimeRef", "initializer", "trainer", "managedBy"} <= ruled <= held


def _rules(field: dict[str, Any]) -> list[str]:
    return [rule["rule"] for rule in field.get("x-kubernetes-validations", ())]


@pytest.mark.parametrize("name", plans())
def test_no_change_and_another_run_are_fine(name: str) -> None:
    before, after = side(plans()[name]), side(plans()[name], batch_size=8)
    assert before.run != after.run
    assert refused(before, before) == []
    assert refused(before, after) == []
    assert refused(None, after) == []


def test_a_removed_spec_needs_its_last_run_in_the_archive() -> None:
    before = side()
    assert refused(before, None) == ["GT516"]
    assert refused(before, None, archive=["team-a/support-bot-aaaaaaaa", before.run]) == ["GT516"]
    assert refused(before, None, archive=[before.run_title]) == []
    assert refused(before._replace(objects={}), None) == []


def test_a_renamed_spec_is_a_removed_one_too() -> None:
    before, after = side(), side(plan(name="helper", storage=STORAGE._replace(claim="helper")))
    assert refused(before, after) == ["GT516"]
    assert refused(before, after, archive=[before.run_title]) == []


def test_two_specs_may_change_places() -> None:
    one, two = side(spec="one.finetune.yaml"), side(plan(name="helper"), spec="two.finetune.yaml")
    pairs = [Pair(one, two._replace(spec=one.spec)), Pair(two, one._replace(spec=two.spec))]
    assert [refusal.finding.code for refusal in guard(pairs, ())] == []
    assert [refusal.finding.code for refusal in guard(pairs, (one.run_title, two.run_title))] == []


def test_a_claim_that_a_spec_gives_up_is_held() -> None:
    before = side()
    after = side(plan(storage=STORAGE._replace(claim="shared", owned=False)))
    assert refused(before, after) == ["GT515"]
    assert refused(before, after, archive=[before.run_title]) == []


def test_an_archived_run_does_not_start_again() -> None:
    after = side()
    assert refused(None, after, archive=[after.run_title]) == ["GT517"]
    assert refused(side(batch_size=8), after, archive=[after.run_title]) == ["GT517"]
    assert refused(after, after, archive=[after.run_title]) == []
    assert refused(None, after, archive=[f"team-b/{after.run}"]) == []


@pytest.mark.parametrize(
    ("retain", "says"),
    [("keep", "is still there unless"), ("prune", "ends at once where the volume holds it complete")],
)
def test_a_run_that_comes_back_is_a_warning_that_says_what_happens(retain: str, says: str) -> None:
    after = side(plan(runtime=runtime(retain=retain)))
    (refusal,) = guard([Pair(side(batch_size=8), after, "1a2b3c4")], ())
    assert refusal.finding.code == "GT518"
    assert says in refusal.finding.message
    assert "1a2b3c4" in refusal.finding.message


CLAIMS = {
    "size": STORAGE._replace(size="200Gi"),
    "class": STORAGE._replace(class_name="fast"),
    "modes": STORAGE._replace(access_modes=("ReadWriteMany",)),
}


@pytest.mark.parametrize("shape", CLAIMS)
def test_two_specs_do_not_write_one_claim_in_two_ways(shape: str) -> None:
    one, two = side(spec="one.yaml"), side(plan(storage=CLAIMS[shape]), spec="two.yaml", batch_size=8)
    assert _codes(one, two) == ["GT519"]


def test_two_specs_do_not_write_one_output() -> None:
    assert _codes(side(spec="one.yaml"), side(spec="two.yaml")) == ["GT520"]
    assert _codes(side(spec="one.yaml"), side(spec="two.yaml", batch_size=8)) == []


def _codes(*after: Side) -> list[str]:
    return [refusal.finding.code for refusal in guard([Pair(None, each) for each in after], ())]


def test_a_refusal_names_the_field_of_the_spec_and_a_way_out() -> None:
    after = edited(side(), "PersistentVolumeClaim", "spec.resources.requests.storage", "20Gi")
    (refusal,) = guard([Pair(side(), after)], ())
    assert refusal.finding.path == ("storage", "size")
    assert refusal.finding.hint == "write `storage.size: 100Gi`"
    modes = edited(side(), "PersistentVolumeClaim", "spec.accessModes", ["ReadWriteMany"])
    (refusal,) = guard([Pair(side(), modes)], ())
    assert refusal.finding.path == ("storage", "accessModes")
