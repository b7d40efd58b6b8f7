from __future__ import annotations

import pytest

from gitune.catalog.model import ShardedWeights, Weights
from gitune.plan.model import Plan
from gitune.plan.models import weight_patterns
from gitune.plan.planner import plan
from gitune.project.model import Project
from support.specs import catalog, made, planned, spec


def decisions(made_plan: Plan) -> dict[str, object]:
    return {".".join(map(str, d.path)): d.value for d in made_plan.decisions}


def codes(**changes: object) -> list[str]:
    """All but that nothing is pinned, which holds for every spec without a lock."""
    return [finding.code for finding in planned(**changes).findings if finding.code != "GT402"]


def test_everything_wrong_is_said_at_once() -> None:
    found = planned(
        model={"id": "qwen2.5-0.6b"},
        dataset={"source": "abfs://bucket/rows"},
        resources={"accelerator": "h1000", "gpusPerNode": 1},
    )
    assert found.plan is None
    assert [f.code for f in found.findings] == ["GT201", "GT204", "GT209"]
    assert found.findings[0].hint is not None
    assert "did you mean `qwen2.5-" in found.findings[0].hint


def test_every_auto_has_its_reason() -> None:
    found = made()
    assert all(decision.reason for decision in found.decisions)
    assert decisions(found) == {
        "model.source": "hf://Qwen/Qwen2.5-0.5B-Instruct",
        "model.revision": "main",
        "dataset.format": "parquet",
        "dataset.revision": "main",
        "dataset.packed": False,
        "resources.processesPerNode": 1,
        "training.microBatchSize": 4,
        "training.epochs": 1,
        "training.learningRate": 2e-5,
        "training.optimizer.fused": True,
        "training.activationCheckpointing": False,
        "training.compile": False,
        "storage.size": "9Gi",
        "storage.accessModes": ("ReadWriteOnce",),
    }


def test_nothing_given_is_decided_again() -> None:
    found = made(
        model={"source": "hf://team/model", "revision": "v1"},
        dataset={"source": "hf://team/rows/data", "revision": "v2", "format": "parquet", "packed": True},
        training={
            "epochs": 2,
            "microBatchSize": 2,
            "learningRate": 1e-4,
            "optimizer": {"kind": "adamw", "fused": False},
            "activationCheckpointing": True,
            "compile": True,
        },
        resources={"accelerator": "cpu", "processesPerNode": 2, "nodes": 2},
        storage={"size": "100Gi", "accessModes": ["ReadWriteMany"]},
    )
    assert found.decisions == ()
    assert (found.training.batch.micro_size, found.training.batch.accumulation) == (2, 4)


def test_max_steps_is_one_epoch() -> None:
    found = made(training={"maxSteps": 100}).training
    assert (found.epochs, found.max_steps) == (1, 100)


@pytest.mark.parametrize(
    ("size", "processes", "micro", "accumulation"), [(64, 8, 4, 2), (6, 1, 3, 2), (7, 1, 1, 7), (5, 5, 1, 1)]
)
def test_the_global_batch_is_kept_exactly(size: int, processes: int, micro: int, accumulation: int) -> None:
    resources = {"accelerator": "h100-80gb", "gpusPerNode": processes}
    batch = made(training={"globalBatchSize": size}, resources=resources).training.batch
    assert (batch.micro_size, batch.accumulation) == (micro, accumulation)
    assert batch.micro_size * batch.accumulation * batch.processes == size


@pytest.mark.parametrize(
    ("training", "hint"),
    [
        ({"globalBatchSize": 30}, "nearest `globalBatchSize`: 28 or 32"),
        ({"globalBatchSize": 3}, "nearest `globalBatchSize`: 4"),
        (
            {"globalBatchSize": 48, "microBatchSize": 5},
            "nearest `microBatchSize`: 4 or 6, or nearest `globalBatchSize`: 40 or 60",
        ),
        ({"globalBatchSize": 4 * 10**8 + 4, "microBatchSize": 3}, None),
    ],
)
def test_an_uneven_batch_is_refused_with_the_nearest(training: dict[str, int], hint: str | None) -> None:
    found = planned(training=training, resources={"accelerator": "h100-80gb", "gpusPerNode": 4})
    assert [f.code for f in found.findings] == ["GT215"]
    assert hint is None or found.findings[0].hint == hint


def test_resuming_leaves_the_weights_where_they_are() -> None:
    found = made(training={"resumeFrom": "bot-1a2b3c4d"}).model
    assert str(found.weights_folder) == "/workspace/output/bot-1a2b3c4d/model"
    assert not [pattern for pattern in found.source.files if pattern.endswith(".safetensors")]


@pytest.mark.parametrize("run", ["../../model", "Bot", "a" * 34, "a/b", ""])
def test_a_run_name_leads_nowhere_else(run: str) -> None:
    if run:
        assert codes(training={"resumeFrom": run}) == ["GT218"]


def test_dataset_patterns_and_places() -> None:
    folder = made(dataset={"source": "hf://a/b/data", "format": "json"}).dataset
    assert folder.source.files == ("data/**/*.json*",)
    assert str(folder.data) == "/workspace/dataset/a--b--data+json@main/data"
    file = made(dataset={"source": "hf://a/b/data/x.jsonl.gz"}).dataset
    assert (file.format, file.is_file, file.source.files) == ("json", True, ("data/x.jsonl.gz",))
    local = made(dataset={"source": "pvc://corpus/rows/x.csv"}).dataset
    assert local.source.files == ("x.csv",)
    assert local.data == local.source.folder / "x.csv"
    whole = made(dataset={"source": "file:///srv/rows"}).dataset
    assert whole.source.files == ("**/*.parquet",)
    assert whole.data == whole.source.folder


def test_a_models_folder_in_a_repository() -> None:
    found = made(model={"id": "tiny", "source": "hf://team/zoo/tiny"}).model
    assert "tiny/model.safetensors" in found.source.files
    assert str(found.weights_folder) == "/workspace/model/team--zoo--tiny@main/tiny"


def test_numbered_weights_are_one_pattern() -> None:
    sharded = ShardedWeights(filename_format="model-{}-of-{}.safetensors", max_filename="00030")
    assert weight_patterns(Weights(sharded=sharded, total_bytes=1)) == ("model-*-of-00030.safetensors",)


def test_sources_and_their_fields() -> None:
    secret = {"name": "hf", "key": "token"}
    assert codes(model={"id": "tiny"}) == ["GT202"]
    assert codes(model={"id": "tiny", "source": "file:///tiny", "revision": "v1", "secretRef": secret}) == [
        "GT206",
        "GT207",
    ]
    assert codes(model={"id": "llama3.2-1b"}) == ["GT208"]
    assert codes(model={"id": "llama3.2-1b", "secretRef": secret}) == []
    assert codes(model={"id": "llama3.2-1b", "source": "pvc://models/llama"}) == []
    assert codes(dataset={"source": "hf://a/b/rows.tsv"}) == ["GT216"]


def test_devices() -> None:
    assert codes(resources={"accelerator": "h100-80gb", "mig": "1g.5gb"}) == ["GT210"]
    assert codes(resources={"accelerator": "h100-80gb", "gpusPerNode": 2, "processesPerNode": 4}) == ["GT213"]
    assert codes(resources={"accelerator": "h100-80gb", "gpusPerNode": 4, "processesPerNode": 2}) == ["GT214"]
    slice_ = made(resources={"accelerator": "h100-80gb", "mig": "3g.40gb"}).devices
    assert (slice_.resource_name, slice_.processes) == ("nvidia.com/mig-3g.40gb", 1)
    cpu = made(resources={"accelerator": "cpu", "nodes": 2}).devices
    assert (cpu.resource_name, cpu.devices_per_node, cpu.processes) == (None, 0, 2)


def test_storage_counts_what_torchtune_writes() -> None:
    def size(**changes: object) -> int:
        return int(made(model={"id": "llama3.1-8b", "source": "hf://a/b"}, **changes).storage.size.removesuffix("Gi"))

    once, thrice = size(), size(training={"epochs": 3})
    assert once == 60
    assert thrice > once + 2 * 15
    assert size(method={"kind": "lora"}, training={"checkpoint": {"adapterOnly": True}}) <= 30
    assert size(training={"epochs": 3, "optimizer": {"kind": "sgd"}}) < thrice


def test_absurd_numbers_are_sizes_too() -> None:
    assert made(training={"epochs": 10**9}).storage.size.endswith("Gi")


def test_a_shared_claim_is_not_rendered() -> None:
    storage = made(storage={"claimName": "models"}).storage
    assert (storage.claim, storage.owned) == ("models", False)


@pytest.mark.parametrize(
    ("image", "floating"),
    [
        ("r.example/t", True),
        ("r.example:5000/t", True),
        ("r.example/t:latest", True),
        ("r.example/t:1.2", False),
        ("r.example/t@sha256:" + "0" * 64, False),
    ],
)
def test_floating_images(image: str, floating: bool) -> None:
    found = plan(spec(), catalog(), Project.model_validate({"images": {"trainer": image}}))
    assert [f.code for f in found.findings if f.code != "GT402"] == ["GT240"] * floating
    assert found.plan is not None
