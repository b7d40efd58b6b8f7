"""A project on this machine, a Hub and a registry on loopback, and `gitune lock` as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tiny
from gitune.lock.facts import DatasetFacts, Tokens
from gitune.lock.model import Lock, LockedDataset, LockedImages, LockedModel
from gitune.lock.read import read_lock
from images.hub import Hub, Repository
from lock.registry import Registry

MODEL, DATASET = "acme/tiny-llama", "acme/support"
TOKEN = "hf_goodtokenforthistest"
SPEC: Mapping[str, Any] = {
    "apiVersion": "gitune.dev/v1alpha1",
    "kind": "FineTune",
    "metadata": {"name": "support"},
    "model": {"id": "tiny", "source": f"hf://{MODEL}"},
    "dataset": {"source": f"hf://{DATASET}/data", "kind": "instruct", "template": "alpaca"},
    "method": {"kind": "lora"},
    "training": {"globalBatchSize": 4, "maxSeqLen": 256},
    "resources": {"accelerator": "cpu"},
}


@cache
def model_files() -> dict[str, bytes]:
    """A model that nobody could train, with a real tokenizer and a real config."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        special = tiny._special("llama3_2")
        tiny._write_tokenizer(path, "llama3_2", special)
        tiny._write_config(path, "llama3_2", dim=256, layers=2, tied=True, dtype="bf16", special=special)
        files = {f.relative_to(path).as_posix(): f.read_bytes() for f in path.rglob("*") if f.is_file()}
    return {**files, "model.safetensors": b"weights" * 1000, "README.md": b"not wanted"}


def counting_words() -> dict[str, bytes]:
    """The same model with a tokenizer for which a word is a token, so that rows are shorter."""
    words = json.loads(model_files()["tokenizer.json"])
    words["pre_tokenizer"] = {"type": "WhitespaceSplit"}
    words["model"] = {"type": "WordLevel", "vocab": {"a": 0, "?": 1}, "unk_token": "?"}
    return {**model_files(), "tokenizer.json": json.dumps(words).encode()}


def rows(count: int, *, long: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "instruction": f"Say {number} twice." * (40 if long and number % 2 else 1),
            "input": "" if number % 4 else "now",
            "output": f"{number} {number}",
            "score": number / 2,
            "tags": [],
            "meta": {"id": number},
            "good": bool(number % 2),
        }
        for number in range(count)
    ]


def parquet(records: list[dict[str, Any]], **options: Any) -> bytes:
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415

    target = BytesIO()
    pq.write_table(pa.Table.from_pylist(records), target, **options)
    return target.getvalue()


def dataset_files() -> dict[str, bytes]:
    return {
        "data/train-00000-of-00002.parquet": parquet(rows(1500)),
        "data/train-00001-of-00002.parquet": parquet(rows(500)),
        "data/test-00000-of-00001.parquet": parquet(rows(20)),
        "README.md": b"about",
    }


@dataclass
class World:
    """Everything of one test."""

    root: Path
    hub: Hub
    registry: Registry
    env: dict[str, str] = field(default_factory=dict)
    outputs: list[str] = field(default_factory=list)
    """What every call printed, for a look at secrets."""

    def model(self, **options: Any) -> Repository:
        return self._repository(MODEL, model_files(), "models", options)

    def dataset(self, files: Mapping[str, bytes] | None = None, **options: Any) -> Repository:
        return self._repository(DATASET, files or dataset_files(), "datasets", options)

    def another(self, name: str, files: Mapping[str, bytes]) -> Repository:
        """A further model."""
        return self._repository(name, files, "models", {})

    def project(self, **changes: Any) -> None:
        """Changes fields of the project file."""
        file = self.root / "gitune.yaml"
        file.write_text(json.dumps(json.loads(file.read_text()) | changes))

    def spec(self, name: str = "finetune.yaml", **changes: Any) -> Path:
        """A spec whose sections are changed; None takes a field away."""
        made = json.loads(json.dumps(SPEC))
        for section, fields in changes.items():
            for key, value in fields.items():
                made[section] |= {key: value}
                if value is None:
                    del made[section][key]
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made))
        return path

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "AWS_", "HUGGING", "GOOGLE_"))}
        base = {
            "HF_ENDPOINT": self.hub.url,
            "HF_HOME": str(self.root / ".hf"),
            "HOME": str(self.root / ".home"),
            "NO_PROXY": "127.0.0.1",
            "DOCKER_CONFIG": str(self.root / ".docker"),
            "COLUMNS": "200",
        }
        done = subprocess.run(
            [sys.executable, "-m", "gitune", *arguments],
            cwd=self.root,
            env={**inherited, **base, **self.env, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        self.outputs += [done.stdout, done.stderr]
        return done

    def lock(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return self.run("lock", *arguments, "--color", "never", **env)

    def pins(self, name: str = "finetune.lock.yaml") -> Lock:
        """What was locked, read as a compile reads it."""
        result = read_lock((self.root / name).read_bytes(), name)
        assert result.lock is not None, result.diagnostics
        return result.lock

    def model_pins(self) -> LockedModel:
        model = self.pins().model
        assert model is not None
        return model

    def dataset_pins(self) -> LockedDataset:
        dataset = self.pins().dataset
        assert dataset is not None
        return dataset

    def image_pins(self) -> LockedImages:
        images = self.pins().images
        assert images is not None
        return images

    def facts(self, name: str = "finetune.lock.yaml") -> DatasetFacts:
        dataset = self.pins(name).dataset
        assert dataset is not None
        assert dataset.facts is not None
        return dataset.facts

    def tokens(self, name: str = "finetune.lock.yaml") -> Tokens:
        tokens = self.facts(name).tokens
        assert tokens is not None
        return tokens

    def row_counts(self) -> dict[str, int | None]:
        return {split.name: split.rows for split in self.facts().splits}

    def asked(self) -> list[str]:
        """What the Hub was asked, without huggingface_hub's own daily look-up."""
        return [request.path for request in self.hub.requests if "agent-harnesses" not in request.path]

    def _repository(self, name: str, files: Mapping[str, bytes], kind: Any, options: Any) -> Repository:
        repository = self.hub.add(name, Repository(**options), kind)
        repository.commit(files)
        return repository
