"""A workspace with a tiny model and a dataset, and the trainer started on it as the image starts it."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tiny import Family, Kind, TinyModel, write_dataset, write_model

IMAGE = Path(__file__).resolve().parents[3] / "images" / "trainer"
sys.path[:0] = [str(IMAGE), str(Path(__file__).parent)]

RUN = "workspace/output/run"
CONFIG = "etc/gitune/torchtune.yaml"
ADAPTER = {
    "lora_attn_modules": ["q_proj", "v_proj"],
    "apply_lora_to_mlp": True,
    "lora_rank": 4,
    "lora_alpha": 8,
    "lora_dropout": 0.0,
}


@dataclass
class Workspace:
    """A GITUNE_ROOT: what is mounted into the container, at the paths of the contract."""

    root: Path
    model: TinyModel
    recipe: str
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.root / RUN

    @property
    def complete(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads((self.output / "gitune-complete.json").read_text())
        return value

    @property
    def metrics(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.output / "metrics.jsonl").read_text().splitlines()]

    def copy(self, root: Path) -> Workspace:
        """A workspace in the same state, on a volume of its own."""
        shutil.copytree(self.root, root)
        return Workspace(root, self.model, self.recipe, copy.deepcopy(self.config))

    def sharing_volume(self, root: Path) -> Workspace:
        """Another node's view: the same volume, its own scratch."""
        root.mkdir()
        (root / "workspace").symlink_to(self.root / "workspace")
        return Workspace(root, self.model, self.recipe, copy.deepcopy(self.config))

    def write(self) -> None:
        path = self.root / CONFIG
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(self.config, sort_keys=False))

    def command(self) -> list[str]:
        return [sys.executable, "-m", "gitune_trainer", self.recipe, "--config", f"/{CONFIG}"]

    def env(self, **variables: str) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"GITUNE_ROOT": str(self.root), "PYTHONPATH": str(IMAGE), "OMP_NUM_THREADS": "1"}
        return inherited | own | variables

    def start(self, **variables: str) -> subprocess.Popen[str]:
        self.write()
        return subprocess.Popen(
            self.command(),
            env=self.env(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, **variables: str) -> Ended:
        process = self.start(**variables)
        out, err = process.communicate(timeout=240)
        return Ended(process.returncode, out, err)


@dataclass(frozen=True)
class Ended:
    """How a trainer ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        return self.err.splitlines()[-1]

    def check(self) -> None:
        assert self.code == 0, self.out[-3000:] + self.err[-6000:]


MakeWorkspace = Callable[..., Workspace]


@pytest.fixture(scope="module")
def make_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeWorkspace]:
    """Builds workspaces; see `_workspace` for what may be chosen."""

    def make(recipe: str, **choices: Any) -> Workspace:
        return _workspace(tmp_path_factory.mktemp("root"), recipe, **choices)

    return make


def _workspace(
    root: Path,
    recipe: str,
    *,
    family: Family = "llama3_2",
    dim: int = 64,
    kind: Kind = "instruct",
    rows: int = 32,
    values: Mapping[str, Any] | None = None,
    adapter: Mapping[str, Any] | None = None,
) -> Workspace:
    model = write_model(root / "workspace/model/tiny@1", family=family, dim=dim, dtype="fp32")
    write_dataset(root / "workspace/dataset/rows@1", rows=rows, kind=kind)
    workspace = Workspace(root, model, recipe)
    workspace.config = _config(root, model, recipe, adapter) | dict(values or {})
    workspace.write()
    return workspace


def _config(root: Path, model: TinyModel, recipe: str, adapter: Mapping[str, Any] | None) -> dict[str, Any]:
    lora = recipe.startswith("lora")
    base = "/workspace/model/tiny@1"
    section = {"_component_": model.lora_builder if lora else model.builder, **model.dims}
    single = {"optimizer_in_bwd": False} if recipe == "full_finetune_single_device" else {}
    schedule = {
        "_component_": "torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup",
        "num_warmup_steps": 2,
    }
    return {
        "output_dir": f"/{RUN}",
        "model": section | ({**ADAPTER, **(adapter or {})} if lora else {}),
        "tokenizer": {
            key: value.replace(str(root), "") if isinstance(value, str) else value
            for key, value in model.tokenizer.items()
        },
        "checkpointer": {
            "_component_": "torchtune.training.FullModelHFCheckpointer",
            "checkpoint_dir": base,
            "checkpoint_files": list(model.checkpoint_files),
            "recipe_checkpoint": None,
            "output_dir": f"/{RUN}",
            "model_type": model.model_type,
        },
        "resume_from_checkpoint": False,
        "dataset": {
            "_component_": "torchtune.datasets.instruct_dataset",
            "source": "parquet",
            "data_files": "/workspace/dataset/rows@1/train.parquet",
            "split": "train",
            "packed": False,
            "train_on_input": False,
        },
        "seed": 7,
        "shuffle": True,
        "batch_size": 4,
        "epochs": 2,
        "max_steps_per_epoch": None,
        "gradient_accumulation_steps": 1,
        "clip_grad_norm": None,
        "compile": False,
        "optimizer": {"_component_": "torch.optim.AdamW", "lr": 0.01},
        "lr_scheduler": schedule,
        "loss": {"_component_": "torchtune.modules.loss.CEWithChunkedOutputLoss"},
        "device": "cpu",
        "dtype": "fp32",
        "enable_activation_checkpointing": False,
        "enable_activation_offloading": False,
        "metric_logger": {
            "_component_": "torchtune.training.metric_logging.DiskLogger",
            "log_dir": f"/{RUN}/logs",
        },
        "log_every_n_steps": 1,
        "log_peak_memory_stats": True,
        **single,
    }
