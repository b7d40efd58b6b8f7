"""The TrainJob for Kubeflow's own torchtune runtimes, where it is not what the SDK would have sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gitune.compiler import Compilation, compile_spec
from gitune.diagnostics.model import Severity
from gitune.emit.files import files_of
from gitune.manifests.model import Rendered
from gitune.plan.pinned import versions_of
from gitune.project.model import Project
from gitune.provenance.pins import pins_of
from support.crds import crd
from support.kustomize import build
from support.locks import lock_for
from support.specs import catalog, document, merged

MIG = {"accelerator": "h100-80gb", "mig": "1g.10gb", "gpusPerNode": 1}
BASE: dict[str, Any] = {
    "model": {"id": "llama3.2-1b-instruct"},
    "training": {"globalBatchSize": 64, "maxSeqLen": 131072},
    "runtime": {"scope": "existing", "name": "torchtune-llama3.2-1b"},
}


def compiled(trainer: str = "2.3", **changes: Any) -> Compilation:
    project = Project.model_validate({"target": {"trainer": trainer}})
    return compile_spec(document(**merged(BASE, changes)), project, catalog())


def rendered(trainer: str = "2.3", **changes: Any) -> Rendered:
    found = compiled(trainer, **changes)
    assert found.ok, found.diagnostics
    assert found.rendered is not None
    return found.rendered


def job(trainer: str = "2.3", **changes: Any) -> dict[str, Any]:
    return dict(rendered(trainer, **changes).file("trainjob.yaml").documents[0]["spec"])


def names(run: Rendered) -> set[str]:
    return {file.path.rsplit("/", 1)[-1] for file in run.files if not file.path.startswith("flux/")}


def test_trainer_2_1_gets_the_claim_that_its_runtimes_mount() -> None:
    run = rendered("2.1", storage={"size": "60Gi", "className": "fast"})
    assert "persistentvolumeclaim.yaml" in names(run)
    claim = run.file("persistentvolumeclaim.yaml").documents[0]
    assert claim["metadata"]["name"] == "torchtune-llama3.2-1b"
    assert claim["spec"]["resources"]["requests"]["storage"] == "60Gi"
    assert claim["spec"]["storageClassName"] == "fast"


def test_trainer_2_1_takes_a_claim_that_is_there() -> None:
    assert "persistentvolumeclaim.yaml" not in names(rendered("2.1", storage={"claimName": "torchtune-llama3.2-1b"}))


@pytest.mark.parametrize("trainer", ["2.2", "2.3"])
def test_later_trainers_make_the_claim(trainer: str) -> None:
    assert names(rendered(trainer)) == {"kustomization.yaml", "kustomizeconfig.yaml", "trainjob.yaml"}


def test_trainer_2_1_reads_both_numbers_without_looking_whether_they_are_there() -> None:
    old, new = job("2.1")["trainer"], job("2.2")["trainer"]
    assert (old["numNodes"], old["numProcPerNode"]) == (1, 1)
    assert not {"numNodes", "numProcPerNode"} & set(new)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, False),
        ({"resources": MIG}, False),
        ({"resources": MIG | {"cpu": "8"}}, True),
        ({"resources": MIG, "method": {"kind": "qlora"}}, True),
        ({"resources": {"accelerator": "h100-80gb", "gpusPerNode": 2, "processesPerNode": 1}}, True),
        ({"resources": {"accelerator": "h100-80gb", "gpusPerNode": 2, "processesPerNode": 2}}, False),
    ],
)
def test_processes_are_said_where_trainer_would_count_others(changes: dict[str, Any], said: bool) -> None:
    """Of a slice Trainer sees no GPU, and counts CPUs in its place."""
    assert job(**changes)["trainer"].get("numProcPerNode") == (1 if said else None)


def test_resources_come_as_a_whole() -> None:
    """What a TrainJob asks for takes the place of all that the runtime asks for."""
    cores = job(resources={"accelerator": "h100-80gb", "gpusPerNode": 2, "cpu": "16"})
    assert cores["trainer"]["resourcesPerNode"]["limits"] == {"cpu": "16", "nvidia.com/gpu": "2"}


def test_variables_reach_every_container() -> None:
    spec = job(
        runtime={"env": {"HF_HUB_ENABLE_HF_TRANSFER": "1", "IGNORE_PATTERNS": "*.bin"}},
        model={"secretRef": {"name": "hub", "key": "read"}},
    )
    own = [{"name": "HF_HUB_ENABLE_HF_TRANSFER", "value": "1"}, {"name": "IGNORE_PATTERNS", "value": "*.bin"}]
    token = {"name": "ACCESS_TOKEN", "valueFrom": {"secretKeyRef": {"name": "hub", "key": "read"}}}
    assert spec["trainer"]["env"] == own
    assert spec["initializer"]["dataset"]["env"] == own
    assert spec["initializer"]["model"]["env"] == [token, *own]


@pytest.mark.parametrize("trainer", ["2.1", "2.2", "2.3"])
def test_placement_is_patched_in_and_nothing_else(trainer: str) -> None:
    spec = job(trainer, runtime={"nodeSelector": {"gpu": "h100"}})
    if trainer == "2.1":
        pods = [patch["spec"] for patch in spec["podTemplateOverrides"]]
    else:
        (patch,) = spec["runtimePatches"]
        jobs = patch["trainingRuntimeSpec"]["template"]["spec"]["replicatedJobs"]
        pods = [entry["template"]["spec"]["template"]["spec"] for entry in jobs]
    assert pods == [{"nodeSelector": {"gpu": "h100"}}] * 3


def test_a_namespaced_runtime_of_that_name_is_taken() -> None:
    reference = {"kind": "TrainingRuntime", "name": "torchtune-llama3.2-1b"}
    assert job(runtime={"scope": "existing", **reference})["runtimeRef"] == reference


def test_kubernetes_reads_dollars_as_they_were_meant() -> None:
    """`$(NAME)` in an argument would be a variable's value, and `$$` one dollar."""
    prompts = {"Pay $5.": "Pay $5.", "Say $(HOME).": "Say $$(HOME).", "Win $$$.": "Win $$$$$$."}
    for prompt, argument in prompts.items():
        assert f"dataset.new_system_prompt={argument}" in job(dataset={"systemPrompt": prompt})["trainer"]["args"]


def test_the_name_covers_what_runs() -> None:
    base = rendered().run_name
    assert rendered(metadata={"labels": {"team": "a"}}).run_name == base
    assert rendered(training={"learningRate": 2e-5}).run_name == base  # as torchtune's own config has it
    others = [
        rendered(training={"learningRate": 1e-5}),
        rendered(model={"source": "hf://team/llama"}),
        rendered(runtime={"queue": "team-a"}),
        rendered(dataset={"systemPrompt": "Be brief."}),
    ]
    assert len({base, *(other.run_name for other in others)}) == len(others) + 1


@pytest.mark.parametrize("trainer", ["2.1", "2.2", "2.3"])
def test_kustomize_builds_it(tmp_path: Path, trainer: str) -> None:
    for path, data in files_of(rendered(trainer), "finetune.yaml").items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    made = build(tmp_path / "default" / "test" / "run")
    assert set(made) == ({"TrainJob", "PersistentVolumeClaim"} if trainer == "2.1" else {"TrainJob"})
    if trainer == "2.3":
        assert crd("TrainJob").errors(made["TrainJob"]) == []


def test_the_runtimes_own_gpus_count_for_the_rules_too() -> None:
    """Asynchronous checkpoints need several processes; this runtime has two GPUs."""
    resources = {"accelerator": "h100-80gb"}
    changes: dict[str, Any] = {"training": {"checkpoint": {"asynchronous": True}}, "resources": resources}
    assert "enable_async_checkpointing=True" in job(**changes)["trainer"]["args"]
    assert not compiled(**changes, method={"kind": "lora"}).ok


def test_any_other_runtime_is_ours_to_fill() -> None:
    """`gitune-torchtune` is no name that Trainer knows: image, arguments and volumes come with the TrainJob."""
    spec = job(runtime={"name": "gitune-torchtune"})
    assert "command" not in spec["trainer"]
    assert spec["trainer"]["image"]


def codes(trainer: str = "2.3", **changes: Any) -> set[str]:
    return {diagnostic.code for diagnostic in compiled(trainer, **changes).diagnostics}


def test_a_run_on_it_is_never_pinned() -> None:
    assert "GT402" in codes()
    project = Project.model_validate({"requireLock": True})
    found = compile_spec(document(**BASE), project, catalog())
    assert not found.ok
    assert [d.code for d in found.diagnostics if d.severity is Severity.ERROR] == ["GT403"]


def test_a_lock_checks_rows_and_changes_nothing_that_is_rendered() -> None:
    """Its pins would be a promise that nobody keeps: neither the cluster nor provenance gets any."""
    facts = {"files": ["data/train.parquet"], "columns": {"question": "text", "answer": "text"}}
    lock = lock_for(facts, **BASE)
    found = compile_spec(document(**BASE), Project(), catalog(), lock)
    assert "GT404" in {diagnostic.code for diagnostic in found.diagnostics}
    changes = merged(BASE, {"dataset": {"columns": {"input": "question", "output": "answer"}}})
    locked, free = (compile_spec(document(**changes), Project(), catalog(), given) for given in (lock, None))
    assert locked.ok, locked.diagnostics
    assert locked.rendered == free.rendered
    assert locked.plan is not None
    assert pins_of(locked.plan, lock, "finetune.lock.yaml", versions_of(catalog(), Project())).pins is None


def test_a_volume_that_is_too_small_is_said() -> None:
    small: dict[str, Any] = {"training": {"epochs": 10}}
    assert "GT363" in codes(**small)
    assert "GT363" not in codes()
    assert "GT363" not in codes("2.1", **small)
