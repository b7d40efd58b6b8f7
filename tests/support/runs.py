"""Hand-made plans, for tests that start where the planner ends."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath
from typing import Any

from gitune.backends.base import TrainerConfig
from gitune.catalog.load import load_catalog
from gitune.catalog.model import Catalog
from gitune.manifests.model import Manifest, Manifested, Rendered
from gitune.manifests.render import render
from gitune.plan.model import (
    BatchPlan,
    DatasetPlan,
    DevicePlan,
    ImagePlan,
    ModelPlan,
    Plan,
    SourcePlan,
    StoragePlan,
    TrainingPlan,
)
from gitune.project.model import Project
from gitune.project.whole import whole_project
from gitune.spec.dataset import Columns
from gitune.spec.method import Lora
from gitune.spec.runtime import Runtime
from gitune.spec.training import AdamW, Checkpoint, Logging, Loss, Schedule
from gitune.spec.types import SecretRef


@cache
def catalog() -> Catalog:
    return load_catalog()


def source(role: str = "dataset", **changes: Any) -> SourcePlan:
    made = SourcePlan(
        kind="hf",
        uri="hf://tatsu-lab/alpaca/data" if role == "dataset" else "hf://meta-llama/Llama-3.2-1B-Instruct",
        repository="tatsu-lab/alpaca" if role == "dataset" else "meta-llama/Llama-3.2-1B-Instruct",
        path="data" if role == "dataset" else "",
        claim=None,
        requested="main",
        revision="main",
        files=("data/*.parquet",) if role == "dataset" else ("*.safetensors", "config.json"),
        folder=PurePosixPath(f"/workspace/{role}/it@main"),
        secret=None if role == "dataset" else SecretRef(name="hf-token", key="token"),
    )
    return made._replace(**changes)


def claim_source(claim: str, role: str = "dataset") -> SourcePlan:
    uri = f"pvc://{claim}/rows"
    return source(
        role, kind="pvc", uri=uri, repository=None, path="rows", claim=claim, requested=None, revision=None, secret=None
    )


def plan(**changes: Any) -> Plan:
    """A LoRA run of a 1B model on two GPUs; `changes` replace fields of the plan."""
    model = source("model")
    rows = source("dataset")
    made = Plan(
        name="support-bot",
        namespace="team-a",
        labels={"team": "support"},
        description="Answers first-level questions.",
        model=ModelPlan(catalog().models["llama3.2-1b-instruct"], model, resumed_run=None),
        dataset=DatasetPlan(
            kind="instruct",
            format="parquet",
            source=rows,
            data=rows.folder / "data",
            is_file=False,
            split="train",
            template=None,
            conversation_style="openai",
            columns=Columns(),
            system_prompt=None,
            train_on_input=False,
            packed=True,
            shuffle=True,
        ),
        method=Lora(kind="lora"),
        training=_training(),
        devices=DevicePlan(
            accelerator=catalog().accelerators["a100-80gb"],
            device="cuda",
            nodes=1,
            processes_per_node=2,
            devices_per_node=2,
            resource_name="nvidia.com/gpu",
            cpu="16",
            memory="128Gi",
            ephemeral_storage=None,
            shared_memory="8Gi",
        ),
        storage=StoragePlan("support-bot", owned=True, size="100Gi", class_name=None, access_modes=("ReadWriteOnce",)),
        runtime=Runtime(),
        env={},
        overrides={},
        images=ImagePlan(catalog().images.initializer, catalog().images.trainer, pinned=False),
        decisions=(),
    )
    return made._replace(**changes)


def _training() -> TrainingPlan:
    return TrainingPlan(
        epochs=1,
        max_steps=None,
        batch=BatchPlan(global_size=64, micro_size=4, accumulation=8, processes=2),
        max_seq_len=2048,
        learning_rate=3e-4,
        optimizer=AdamW(kind="adamw"),
        fused=True,
        schedule=Schedule(),
        loss=Loss(),
        precision="bf16",
        seed=0,
        gradient_clipping=None,
        activation_checkpointing=True,
        activation_offloading=False,
        compile=False,
        checkpoint=Checkpoint(),
        logging=Logging(),
    )


def runtime(**fields: Any) -> Runtime:
    """`runtime` of a spec, by its names in YAML."""
    return Runtime.model_validate(fields)


def config(of: Plan, **changes: Any) -> TrainerConfig:
    """A config as a backend writes it: the run's folder stands in it by the placeholder."""
    content = {
        "output_dir": str(of.output_folder),
        "checkpointer": {"output_dir": str(of.output_folder), "checkpoint_dir": str(of.model.weights_folder)},
        "metric_logger": {"log_dir": str(of.output_folder / "logs")},
        "optimizer": {"_component_": "torch.optim.AdamW", "lr": 3e-4},
        "batch_size": 4,
    }
    args = ("lora_finetune_distributed", "--config", "/etc/gitune/torchtune.yaml")
    return TrainerConfig("lora_finetune_distributed", "torchtune.yaml", content | changes, args)


def manifested(of: Plan, project: Project | None = None, **config_changes: Any) -> Manifested:
    return render(of, config(of, **config_changes), catalog(), project or whole_project()())


def rendered(of: Plan | None = None, project: Project | None = None, **config_changes: Any) -> Rendered:
    result = manifested(of or plan(), project, **config_changes)
    assert result.rendered is not None, result.findings
    return result.rendered


def project(**fields: Any) -> Project:
    """A project file's content, by its names in YAML."""
    return Project.model_validate(fields)


def document(run: Rendered, kind: str) -> Manifest:
    """The one object of a kind that stands in a file of its own."""
    return next(file.documents[0] for file in run.files if file.schema == kind)
