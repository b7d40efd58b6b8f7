"""Writes a team's repository: N specs from 4 bases, 3 environments, 20 policies; every 25th spec is a matrix of two.

usage: make_fleet.py FOLDER N
"""

from __future__ import annotations

import sys
from pathlib import Path

PROJECT = """\
apiVersion: gitune.dev/v1alpha1
kind: Project
specs: [teams/**/*.finetune.yaml]
policies: [policies/*.policy.yaml]
defaults:
  metadata: {description: One of many.}
  training: {gradientClipping: 1.0}
environments:
  dev:
    cluster: {name: dev}
    set: {training.seed: 1}
  staging:
    cluster: {name: staging}
    spec: {runtime: {priorityClassName: low}}
  prod:
    cluster: {name: prod}
    spec: {runtime: {queue: production}}
"""
BASE = """\
# What runs of the method `{method}` start from.
method: {{kind: {method}{adapter}}}
training:
  globalBatchSize: 32
  maxSeqLen: 2048
  schedule: {{kind: cosine, warmupSteps: 50}}
resources: {{accelerator: a100-80gb, cpu: 16, memory: 128Gi}}
runtime:
  tolerations:
  - {{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}}
"""
SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
extends: ../../bases/{method}.yaml
metadata:
  name: run-{i}
  namespace: team-{team}
  labels: {{team: "team-{team}"}}

model:
  id: {model}
  secretRef: {{name: hf-token, key: token}}

dataset:
  source: hf://acme/rows-{i}/data
  kind: instruct
  format: parquet
  columns: {{input: question, output: answer}}
  split: train[:95%]

training:
  epochs: {epochs}
  learningRate: {rate}

resources:
  gpusPerNode: {gpus}
{matrix}"""
MATRIX = "\nmatrix: {training.learningRate: [1.0e-4, 2.0e-4]}\n"
POLICY = """\
apiVersion: gitune.dev/v1alpha1
kind: Policy
metadata: {{name: limits-{i}, owner: "@acme/platform", description: One of twenty.}}
rules:
- {{id: bound, message: What one run may take, path: {path}, {constraint}}}
"""
MODELS = ("llama3.2-1b-instruct", "llama3.2-3b-instruct", "llama3.1-8b-instruct", "qwen2.5-7b-instruct")
METHODS = ("full", "lora", "qlora", "dora")
RULES = (
    ("plan.gpus", "max: 64"),
    ("training.globalBatchSize", "max: 4096"),
    ("training.maxSeqLen", "max: 8192"),
    ("training.learningRate", "max: 0.1"),
    ("training.epochs", "max: 100"),
    ("resources.memory", "max: 1Ti"),
    ("resources.accelerator", 'allowed: ["a100-*", "h100-*"]'),
    ("model.id", 'allowed: ["llama3.*", "qwen2.5-*"]'),
    ("metadata.namespace", 'allowed: ["team-*"]'),
    ("metadata.labels.team", "required: true"),
)


def spec(i: int) -> str:
    """The i-th spec."""
    return SPEC.format(
        i=i,
        team=i % 40,
        method=METHODS[i % 4],
        model=MODELS[i // 4 % 4],
        epochs=1 + i % 3,
        rate=f"{1 + i % 9}.0e-05",
        gpus=1 + i % 2,
        matrix=MATRIX if i % 25 == 5 else "",
    )


def path_of(i: int) -> str:
    """Where it lies."""
    return f"teams/team-{i % 40}/run-{i:05}.finetune.yaml"


def repository(count: int) -> dict[str, str]:
    """Every file by its path."""
    files = {"gitune.yaml": PROJECT}
    for method in METHODS:
        files[f"bases/{method}.yaml"] = BASE.format(
            method=method, adapter="" if method == "full" else ", rank: 16, alpha: 32"
        )
    for i in range(20):
        path, constraint = RULES[i % len(RULES)]
        files[f"policies/limits-{i:02}.policy.yaml"] = POLICY.format(i=i, path=path, constraint=constraint)
    return files | {path_of(i): spec(i) for i in range(count)}


def write(folder: Path, count: int) -> None:
    """Writes them."""
    for path, text in repository(count).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
