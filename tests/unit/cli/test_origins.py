"""`gitune show spec`: what the voices of a spec come to, and who said what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from gitune.cli.boundary import run

PROJECT = """\
defaults:
  metadata: {namespace: team-a}
  storage: {className: fast}
environments:
  dev:
    set: {training.maxSteps: 20, training.epochs: null}
  prod:
    spec: {resources: {gpusPerNode: 2}}
"""
BASE = """\
model: {id: qwen2.5-0.5b-instruct}
method: {kind: lora, rank: 16, alpha: 32}
training: {epochs: 1, globalBatchSize: 64, maxSeqLen: 1024, learningRate: 3e-4}
resources: {accelerator: a100-80gb, gpusPerNode: 1}
"""
SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
extends: base.yaml
metadata: {name: bot}
dataset: {source: hf://tatsu-lab/alpaca/data, kind: instruct}
matrix:
  method.rank: [8]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("gitune.yaml", PROJECT), ("base.yaml", BASE), ("finetune.yaml", SPEC)):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["show", "spec", "--env", "dev", *arguments]) == 0
    return capsys.readouterr().out


def test_the_spec_is_one_document_without_what_made_it(capsys: pytest.CaptureFixture[str]) -> None:
    spec = yaml.safe_load(shown(capsys))
    assert spec["training"] == {
        "epochs": None,
        "globalBatchSize": 64,
        "learningRate": 0.0003,
        "maxSeqLen": 1024,
        "maxSteps": 20,
    }
    assert spec["metadata"] == {"namespace": "team-a", "name": "bot-r8"}
    assert not {"extends", "matrix"} & spec.keys()


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("  name: bot-r8", "matrix, finetune.yaml:4:18"),
        ("  namespace: team-a", "default of gitune.yaml, gitune.yaml:2:25"),
        ("  kind: instruct", "spec, finetune.yaml:5:53"),
        ("  rank: 8", "matrix, finetune.yaml:7:17"),
        ("  alpha: 32.0", "base, base.yaml:2:39"),
        ("  epochs: null", "environment dev, gitune.yaml:6:51"),
        ("  maxSteps: 20", "environment dev, gitune.yaml:6:30"),
        ("  gpusPerNode: 1", "base, base.yaml:4:50"),
        ("  seed: 0", "gitune's own default"),
    ],
)
def test_every_value_has_its_origin(value: str, origin: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.partition("  # ") for line in shown(capsys, "--origin").splitlines()]
    assert [remark for line, _, remark in lines if line.rstrip() == value] == [origin]


def test_the_remarks_are_comments(capsys: pytest.CaptureFixture[str]) -> None:
    spec = yaml.safe_load(shown(capsys, "--origin"))
    assert spec["method"]["rank"] == 8
    assert spec["training"]["optimizer"]["betas"] == [0.9, 0.999]


def test_json_has_the_same_values(capsys: pytest.CaptureFixture[str]) -> None:
    (spec,) = json.loads(shown(capsys, "--origin", "-o", "json"))["specs"]
    values = {value["path"]: value for value in spec["values"]}
    assert spec["environment"] == "dev"
    assert values["training.maxSteps"]["origin"] == {"kind": "environment", "name": "dev"}
    assert values["training.maxSteps"]["place"]["line"] == 6
    assert values["training.seed"] == {"path": "training.seed", "value": 0, "origin": None, "place": None}


def test_two_environments_are_two_documents(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "spec"]) == 0
    out = capsys.readouterr().out
    assert len(list(yaml.safe_load_all(out))) == 2
    assert ", environment dev\n" in out
    assert ", environment prod\n" in out


def test_origins_are_of_specs_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "trainjob", "--origin"]) == 2
    assert "--origin is for `gitune show spec`" in capsys.readouterr().err
