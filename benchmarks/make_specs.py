"""Writes N different specs, each in a folder of its own, for the benchmarks.

usage: make_specs.py FOLDER N
"""

from __future__ import annotations

import sys
from pathlib import Path

SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata:
  name: bench-{i}
  namespace: team-{team}
  labels: {{team: "team-{team}"}}
  description: One of many.

model:
  id: {model}
  secretRef: {{name: hf-token, key: token}}

dataset:
  source: hf://acme/rows-{i}/data
  kind: instruct
  format: parquet
  columns: {{input: question, output: answer}}
  split: train[:95%]

method:
  kind: {method}
{adapter}
training:
  epochs: {epochs}
  globalBatchSize: 32
  maxSeqLen: 2048
  learningRate: {rate}
  schedule: {{kind: cosine, warmupSteps: 50}}
  gradientClipping: 1.0

resources:
  accelerator: a100-80gb
  gpusPerNode: {gpus}
  cpu: 16
  memory: 128Gi

runtime:
  queue: team-{team}
  tolerations:
    - {{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}}
"""

MODELS = ("llama3.2-1b-instruct", "llama3.2-3b-instruct", "llama3.1-8b-instruct", "qwen2.5-7b-instruct")
METHODS = ("full", "lora", "qlora", "dora")


def spec(i: int) -> str:
    """The i-th spec."""
    method = METHODS[i % 4]
    return SPEC.format(
        i=i,
        team=i % 10,
        model=MODELS[i // 4 % 4],
        method=method,
        adapter="" if method == "full" else "  rank: 16\n  alpha: 32\n",
        epochs=1 + i % 3,
        rate=f"{1 + i % 9}.0e-05",
        gpus=1 + i % 2,
    )


def main() -> None:
    """Writes the specs and a project file."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    for i in range(count):
        file = folder / "specs" / f"{i:05}" / "finetune.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(spec(i))
    (folder / "gitune.yaml").write_text("apiVersion: gitune.dev/v1alpha1\nkind: Project\n")


if __name__ == "__main__":
    main()
