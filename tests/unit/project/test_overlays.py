"""What an environment says of all specs, and of some."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gitune.cli.boundary import run

PROJECT = """\
environments:
  dev:
    set: {training.maxSteps: 20}
    overlays:
    - specs: ["team-a/**"]
      set: {training.maxSteps: 30}
    - specs: ["*/finetune.yaml"]
      spec: {training: {seed: 7}}
"""
SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: %s}
model: {id: qwen2.5-0.5b-instruct}
dataset: {source: hf://tatsu-lab/alpaca/data, kind: instruct}
method: {kind: full}
training: {globalBatchSize: 8, maxSeqLen: 512, maxSteps: 100}
resources: {accelerator: a100-80gb}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "gitune.yaml").write_text(PROJECT)
    for team in ("team-a", "team-b"):
        (tmp_path / team).mkdir()
        (tmp_path / team / "finetune.yaml").write_text(SPEC % team)
    (tmp_path / "team-a/deep").mkdir()
    (tmp_path / "team-a/deep/x.finetune.yaml").write_text(SPEC % "deep")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("spec", "steps", "seed"),
    [("team-a/finetune.yaml", 30, 7), ("team-b/finetune.yaml", 20, 7), ("team-a/deep/x.finetune.yaml", 30, None)],
)
def test_the_later_wins_for_those_it_is_for(
    spec: str, steps: int, seed: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", "spec", spec]) == 0
    training = yaml.safe_load(capsys.readouterr().out)["training"]
    assert (training["maxSteps"], training.get("seed")) == (steps, seed)


@pytest.mark.parametrize(
    ("overlays", "said"),
    [
        ("{}", "`overlays` takes a list"),
        ("[5]", "an overlay is a mapping"),
        ("[{set: {training.seed: 1}}]", "an overlay names the specs that it is for"),
        ("[{specs: team-a}]", "an overlay names the specs that it is for"),
        ("[{specs: [a], sets: {}}]", "an overlay has no field `sets`"),
        ("[{specs: [a], set: [1]}]", "`set` takes a mapping"),
        ("[{specs: [a], set: {training..seed: 1}}]", "`training..seed` is no path of a spec"),
    ],
)
def test_mistakes(folder: Path, overlays: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gitune.yaml").write_text(f"environments:\n  dev:\n    overlays: {overlays}\n")
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert "GT545" in out
    assert "gitune.yaml:3:" in out
