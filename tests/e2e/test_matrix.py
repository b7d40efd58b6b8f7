"""The runs of a matrix on one volume: what the first of them downloads is there for every other one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from images.hub import Hub, Repository, serve
from tiny import write_dataset

EXAMPLES = Path(__file__).parents[2] / "examples"
VOLUME = EXAMPLES / "quickstart" / "volume"

pytestmark = pytest.mark.e2e

SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: grid}
model: {id: tiny, source: hf://example/tiny}
dataset: {source: hf://example/rows/data/, format: json, kind: instruct}
method: {kind: lora}
training: {globalBatchSize: 8, maxSeqLen: 128, maxSteps: 4, precision: fp32}
resources: {accelerator: cpu}
storage: {size: 6Gi}
matrix: {training.learningRate: [1e-3, 5e-3]}
"""


def gitune(folder: Path, *arguments: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gitune", *arguments],
        cwd=folder,
        env={**os.environ, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(folder / "home"), **env},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def outputs(volume: Path) -> dict[str, bool]:
    """The runs on a volume, and whether each has left its result."""
    return {run.name: (run / "adapter").is_dir() and (run / "model").is_dir() for run in (volume / "output").iterdir()}


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serve() as hub:
        yield hub


def test_the_second_run_downloads_nothing(hub: Hub, tmp_path: Path) -> None:
    model = {str(f.relative_to(VOLUME / "model")): f.read_bytes() for f in (VOLUME / "model").rglob("*") if f.is_file()}
    hub.add("example/tiny", Repository()).commit(model)
    rows = write_dataset(tmp_path / "made", rows=64).jsonl.read_bytes()
    hub.add("example/rows", Repository(), "datasets").commit({"data/train.jsonl": rows})
    (tmp_path / "finetune.yaml").write_text(SPEC)
    gitune(tmp_path, "compile")

    said = gitune(tmp_path, "run", "--run", "grid-lr1e-3", HF_ENDPOINT=hub.url)
    assert "complete" in said
    downloads = {request.path for request in hub.downloads()}
    assert any("model.safetensors" in path for path in downloads)
    assert any("train.jsonl" in path for path in downloads)

    hub.requests.clear()
    said = gitune(tmp_path, "run", "--run", "grid-lr5e-3", HF_ENDPOINT=hub.url)
    assert "complete" in said
    assert hub.downloads() == []
    volume = tmp_path / ".gitune" / "run" / "default-grid" / "workspace"
    found = outputs(volume)
    assert sorted(name.rpartition("-")[0] for name in found) == ["grid-lr1e-3", "grid-lr5e-3"]
    assert all(found.values())
    assert len(list((volume / "model").iterdir())) == 1


def test_two_runs_of_the_example_train_on_one_volume(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "matrix" / "finetune.yaml", tmp_path)
    shutil.copytree(EXAMPLES / "matrix" / "rendered", tmp_path / "rendered")
    losses = []
    for name in ("tiny-lr1e-3-r4", "tiny-lr5e-3-r16"):
        said = gitune(tmp_path, "run", "--run", name, "--claim", f"quickstart-files={VOLUME}")
        assert f"run {name}-" in said
        losses.append(float(said.partition(" to ")[2].split()[0]))
    assert losses[1] < losses[0]
    found = outputs(tmp_path / ".gitune" / "run" / "default-tiny" / "workspace")
    assert len(found) == 2
    assert all(found.values())
