"""A model from a registry and rows from an S3 bucket: locked, compiled, trained, both halves against real servers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from images import registry, s3
from tiny import write_dataset

MODEL = Path(__file__).parents[2] / "examples" / "quickstart" / "volume" / "model"

pytestmark = pytest.mark.e2e

SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {{name: sources}}
model:
  id: tiny
  source: oci://{registry}/team/tiny:v1
dataset:
  source: s3://team-rows/support/
  endpoint: {endpoint}
  secretRef: {{name: s3-keys}}
  format: json
  kind: instruct
method: {{kind: lora}}
training: {{globalBatchSize: 8, maxSeqLen: 128, maxSteps: 2, precision: fp32, learningRate: 5.0e-3}}
resources: {{accelerator: cpu}}
storage: {{size: 6Gi}}
"""


def test_a_registry_s_model_learns_a_bucket_s_rows(tmp_path: Path) -> None:
    rows = write_dataset(tmp_path / "made", rows=32).jsonl.read_bytes()
    model = {str(file.relative_to(MODEL)): file.read_bytes() for file in MODEL.rglob("*") if file.is_file()}
    with registry.Registry() as artifacts, s3.serve() as storage:
        digest = artifacts.repositories["team/tiny"].push(model, "v1")
        storage.fill("team-rows", {"support/train.jsonl": rows}, versions=True)
        (tmp_path / "finetune.yaml").write_text(SPEC.format(registry=artifacts.host, endpoint=storage.url))

        gitune(tmp_path, "lock", "--no-images", **s3.KEYS)
        gitune(tmp_path, "compile")
        pins = json.loads(next(tmp_path.glob("rendered/default/sources/run/pins.json")).read_bytes())
        assert pins["model"]["revision"] == digest
        assert pins["dataset"]["files"][0].keys() == {"path", "size", "etag", "version"}

        artifacts.repositories["team/tiny"].push({"config.json": b"{}"}, "v1")
        storage.client.put_object(Bucket="team-rows", Key="support/train.jsonl", Body=b"poison")
        secrets = [f"--secret=s3-keys/{name}=env:{name}" for name in s3.KEYS]
        said = gitune(tmp_path, "run", "--root", "root", *secrets, **s3.KEYS)
        assert not [value for value in s3.KEYS.values() if value in said]
    (landed,) = (tmp_path / "root" / "workspace" / "dataset").rglob("train.jsonl")
    assert landed.read_bytes() == rows
    (complete,) = (tmp_path / "root" / "workspace" / "output").glob("*/gitune-complete.json")
    assert json.loads(complete.read_bytes())["steps"] == 2


def gitune(folder: Path, *arguments: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gitune", *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr
