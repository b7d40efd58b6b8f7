"""Trainings for real: a spec compiled, its rendered tree written, its objects run on this machine.

Every training is done once and looked at by several tests. The model is the quickstart's, in fp32 so that results can
be compared; the rows are 64 of `tiny`'s.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gitune.catalog.load import load_catalog
from gitune.compiler import compile_spec
from gitune.emit.files import files_of
from gitune.emit.tree import Tree
from gitune.local.options import LocalOptions
from gitune.local.run import LocalResult, run_rendered
from gitune.project.model import Project
from gitune.source.read import read
from tiny import write_dataset

REPOSITORY = Path(__file__).parents[2]
QUICKSTART = REPOSITORY / "examples" / "quickstart"
ROWS, EPOCHS, BATCH = 64, 2, 8
STEPS_PER_EPOCH = ROWS // BATCH


@dataclass(frozen=True)
class Case:
    """One way to train."""

    method: str = "full"
    nodes: int = 1
    processes: int = 1

    def __str__(self) -> str:
        return f"{self.method}-{self.nodes}x{self.processes}"

    def spec(self) -> dict[str, Any]:
        return {
            "apiVersion": "gitune.dev/v1alpha1",
            "kind": "FineTune",
            "metadata": {"name": str(self), "namespace": "e2e"},
            "model": {"id": "tiny", "source": "pvc://files/model"},
            "dataset": {"source": "pvc://files/data/train.jsonl", "kind": "instruct", "packed": False},
            "method": {"kind": self.method},
            "training": {
                "epochs": EPOCHS,
                "globalBatchSize": BATCH,
                "maxSeqLen": 128,
                "learningRate": 1e-3 if self.method == "full" else 5e-3,
                "precision": "fp32",
                "activationCheckpointing": False,
                "compile": False,
            },
            "resources": {"accelerator": "cpu", "nodes": self.nodes, "processesPerNode": self.processes},
            "storage": {"size": "1Gi"},
        }


@dataclass
class Run:
    """A rendered run and the folder where it runs."""

    folder: Path
    root: Path
    files: Path
    lines: list[str] = field(default_factory=list)

    def start(self) -> LocalResult:
        """Runs it to its end; `lines` are those of this start."""
        self.lines.clear()
        return run_rendered(self.folder, LocalOptions(root=self.root, claims={"files": self.files}), self.lines.append)

    @property
    def output(self) -> Path:
        (found,) = (self.root / "workspace" / "output").iterdir()
        return found

    def metrics(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.output / "metrics.jsonl").read_text().splitlines()]

    def steps_said(self) -> list[int]:
        """Steps of the progress lines of the last start."""
        return [int(line.split()[3]) for line in self.lines if line.startswith("gitune | step ")]


@dataclass(frozen=True)
class Training:
    """A run that was started once."""

    run: Run
    result: LocalResult


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands for the claim `files`."""
    folder = tmp_path_factory.mktemp("files")
    write_dataset(folder / "data", rows=ROWS)
    shutil.copytree(QUICKSTART / "volume" / "model", folder / "model")
    return folder


@pytest.fixture(scope="session")
def prepare(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Callable[[Case], Run]:
    """Compiles a case and writes its rendered tree."""

    def prepare(case: Case) -> Run:
        folder = tmp_path_factory.mktemp(str(case))
        document = read(json.dumps(case.spec()).encode(), "finetune.yaml").document
        assert document is not None
        compilation = compile_spec(document, Project(), load_catalog())
        assert compilation.ok, compilation.diagnostics
        assert compilation.rendered is not None
        Tree(folder / "rendered").write(files_of(compilation.rendered, "finetune.yaml"))
        return Run(folder / "rendered" / "e2e" / str(case), folder / "root", files)

    return prepare


@pytest.fixture(scope="session")
def trained(prepare: Callable[[Case], Run]) -> Callable[[Case], Training]:
    """Trains a case, once in a session."""

    @cache
    def train(case: Case) -> Training:
        run = prepare(case)
        return Training(run, run.start())

    return train


@pytest.fixture(scope="session")
def case() -> type[Case]:
    """A way to train: method, nodes, processes on each node."""
    return Case
