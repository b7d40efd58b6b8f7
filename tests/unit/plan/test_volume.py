"""The one volume of a matrix: how large, who may mount it, and what its runs cannot agree on."""

from __future__ import annotations

from typing import Any

import pytest

from gitune.plan.model import Plan
from gitune.plan.volume import VolumePlan, plan_volume
from gitune.project.model import Project, Target
from support.families import matrix
from support.locks import lock_for
from support.specs import made

GIB = 1 << 30
RANKS = {"method.rank": [8, 16]}
LORA = {"method": {"kind": "lora"}}


def volume(grid: dict[str, Any] | None = None, **changes: Any) -> VolumePlan:
    planned = plan_volume(matrix(grid, **changes).plans)
    assert planned is not None
    assert planned.plan is not None, planned.findings
    return planned.plan


def reason(of: VolumePlan) -> str:
    return next(decision.reason for decision in of.decisions if decision.path == ("storage", "size"))


def codes(plans: list[Plan]) -> list[str]:
    planned = plan_volume(plans)
    assert planned is not None
    return [finding.code for finding in planned.findings]


def test_it_is_called_like_the_spec_and_every_run_mounts_it() -> None:
    family = matrix()
    planned = volume()
    assert planned.name == "test"
    assert planned.runs == ("test-lr1e-4-s1", "test-lr1e-4-s2", "test-lr3e-4-s1", "test-lr3e-4-s2")
    assert {plan.storage.claim for plan in family.plans} == {"test"}
    assert not any(plan.storage.owned for plan in family.plans)


def test_sources_count_once_and_runs_each() -> None:
    """Of full fine-tuning a run leaves the model twice; the base is that of `made`, once."""
    one = made()
    entry = one.model.entry
    base, result = entry.weights.total_bytes, 2 * 2 * entry.parameters
    for number in (1, 2, 8, 60):
        size = volume({"training.seed": list(range(number))}).size
        needed = (base + number * result + 5 * GIB) * 1.1 / GIB
        assert needed <= int(size.removesuffix("Gi")) < max(needed + 1, needed + (50 if needed > 200 else 10))
    assert reason(volume()) == (
        "base model 0.9 Gi, checkpoints and results of 4 runs 7.4 Gi, room for the dataset 5.0 Gi; a tenth more, "
        "rounded up"
    )


def test_several_models_and_datasets() -> None:
    grid = {
        "model.id": {"small": "qwen2.5-0.5b-instruct", "large": "qwen2.5-1.5b-instruct"},
        "dataset.source": {"a": "hf://tatsu-lab/alpaca/data", "b": "hf://yahma/alpaca-cleaned/data"},
    }
    assert reason(volume(grid)).startswith("2 base models 3.8 Gi, checkpoints")
    assert "room for 2 datasets 10.0 Gi" in reason(volume(grid))
    revisions = {"model.revision": {"a": "a" * 40, "b": "b" * 40}}
    assert reason(volume(revisions)).startswith("2 base models 1.8 Gi")


def test_a_resumed_run_needs_no_base() -> None:
    grid = {"training.resumeFrom": {"no": None, "yes": "test-1a2b3c4d"}}
    assert reason(volume(grid)).startswith("base model 0.9 Gi")
    everywhere = volume({"training.seed": [1, 2]}, training={"resumeFrom": "test-1a2b3c4d"})
    assert reason(everywhere).startswith("checkpoints and results of 2 runs")


def test_the_shape_is_what_the_spec_says() -> None:
    planned = volume(storage={"size": "1Ti", "className": "nfs", "accessModes": ["ReadWriteMany"]})
    assert (planned.size, planned.class_name, planned.access_modes) == ("1Ti", "nfs", ("ReadWriteMany",))
    assert planned.decisions == ()


def test_several_runs_at_once_need_a_volume_that_several_nodes_mount() -> None:
    assert volume().access_modes == ("ReadWriteMany",)
    assert made().storage.access_modes == ("ReadWriteOnce",)
    assert {plan.storage.access_modes for plan in matrix().plans} == {("ReadWriteMany",)}


@pytest.mark.parametrize(
    ("modes", "number", "found"),
    [
        (["ReadWriteOnce"], 2, ["GT550"]),
        (["ReadWriteOncePod"], 2, ["GT550"]),
        (["ReadWriteOnce", "ReadWriteMany"], 2, []),
        (["ReadWriteOnce"], 1, []),
    ],
)
def test_a_volume_for_one_node_is_a_warning(modes: list[str], number: int, found: list[str]) -> None:
    family = matrix({"training.seed": list(range(number))}, storage={"accessModes": modes})
    assert codes(family.plans) == found
    assert family.volume is not None
    assert family.volume.rendered is not None


def test_a_volume_that_is_too_small_is_refused() -> None:
    """Each run alone fits; a run by itself says so of its own (GT271)."""
    assert made(storage={"size": "5Gi"}).storage.size == "5Gi"
    family = matrix(storage={"size": "5Gi"})
    assert codes(family.plans) == ["GT551"]
    assert family.volume is not None
    assert family.volume.rendered is None
    assert not codes(matrix(storage={"size": "9Gi"}).plans)


def test_what_a_lock_knows_of_the_dataset_counts_once() -> None:
    lock = lock_for({"datasetBytes": 40 * GIB})
    plans = [
        plan._replace(dataset=plan.dataset._replace(source=plan.dataset.source._replace(locked=lock.dataset)))
        for plan in matrix().plans
    ]
    planned = plan_volume(plans)
    assert planned is not None
    (finding,) = planned.findings
    assert finding.path == ("dataset", "source")
    assert finding.message == "15Gi cannot hold what 4 runs leave on the volume, 49 Gi at least"
    assert finding.hint == "say `storage.size: 54Gi`, a tenth more than that"


def test_runs_that_would_shape_it_differently_are_refused() -> None:
    """Only a policy can do that: it may impose a field on some of the runs."""
    first, second, *_ = matrix().plans
    for field, value, shown in (
        ("class_name", "nfs", "className"),
        ("access_modes", ("ReadWriteOnce",), "accessModes"),
        ("size", "90Gi", "size"),
    ):
        other = second._replace(storage=second.storage._replace(**{field: value, "is_auto": field != "size"}))
        planned = plan_volume([first, other])
        assert planned is not None
        assert planned.plan is None
        (finding,) = planned.findings
        assert (finding.code, finding.path) == ("GT552", ("storage", shown))
        assert finding.message == (
            f"`test-lr1e-4-s1` and `test-lr1e-4-s2` share one volume and would give it another `{shown}`"
        )


def test_labels_that_not_all_runs_have_are_not_the_volume_s() -> None:
    first, second, *_ = matrix(metadata={"labels": {"team": "a", "x": "y"}, "description": "Of one."}).plans
    planned = plan_volume([first, second._replace(labels={"team": "a", "x": "z"}, description=None)])
    assert planned is not None
    assert planned.plan is not None
    assert planned.plan.labels == {"team": "a"}
    assert planned.plan.description is None


def test_with_a_claim_that_exists_nothing_is_shared_here() -> None:
    family = matrix(storage={"claimName": "models"})
    assert {plan.storage.claim for plan in family.plans} == {"models"}
    assert plan_volume(family.plans) is None
    assert family.volume is None


def test_a_run_s_own_size_is_decided_nowhere_but_with_the_volume() -> None:
    for plan in matrix().plans:
        assert ("storage", "size") not in [decision.path for decision in plan.decisions]


UPSTREAM = {
    "model": {"id": "llama3.2-1b-instruct", "secretRef": {"name": "hf-token", "key": "token"}},
    "runtime": {"scope": "existing", "name": "torchtune-llama3.2-1b"},
}


def test_kubeflow_s_own_runtimes_give_every_run_a_volume_of_its_own() -> None:
    family = matrix(**UPSTREAM)
    assert len(family.rendered) == 4
    assert family.volume is None
    assert not any(plan.storage.is_family_s or plan.storage.owned for plan in family.plans)


def test_with_trainer_2_1_those_runtimes_would_mix_the_runs() -> None:
    family = matrix(project=Project(target=Target(trainer="2.1")), **UPSTREAM)
    assert not any(run.rendered for run in family.runs)
    (found,) = {d for d in family.diagnostics if d.code == "GT553"}
    assert found.message == (
        "with Trainer 2.1 every run on `torchtune-llama3.2-1b` writes to one folder: those of a matrix would mix"
    )


def test_every_run_finds_model_and_dataset_where_the_others_put_them() -> None:
    """One volume, initialized once: a source's folder depends on the source alone (docs/image-contract.md)."""
    plans = matrix({"training.learningRate": [1e-4, 3e-4], **RANKS}, **LORA).plans
    assert len({plan.training.learning_rate for plan in plans}) == 2
    for source in ("model", "dataset"):
        assert len({getattr(plan, source).source.folder for plan in plans}) == 1
        assert len({getattr(plan, source).source.files for plan in plans}) == 1


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("test-1a2b3c4d", False),
        ("test-s2-5ypp75ee", False),
        ("test-s9-5ypp75ee", False),
        ("other-5ypp75ee", True),
        ("tester-5ypp75ee", True),
    ],
)
def test_a_run_of_the_matrix_resumes_from_any_that_wrote_to_its_volume(run: str, found: bool) -> None:
    diagnostics = matrix({"training.seed": [1, 2]}, training={"resumeFrom": run}).diagnostics
    assert ("GT288" in {diagnostic.code for diagnostic in diagnostics}) is found


def test_a_source_on_the_matrix_own_volume_is_found_empty() -> None:
    dataset = {"source": "pvc://test/rows/train.jsonl", "kind": "instruct", "columns": {"input": "a", "output": "b"}}
    assert "GT289" in {diagnostic.code for diagnostic in matrix(dataset=dataset).diagnostics}
