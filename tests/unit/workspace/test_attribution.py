"""What only some runs of a spec have says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.cli.boundary import run

PROJECT = """\
environments:
  dev: {set: {resources.accelerator: l4}}
  test: {set: {resources.accelerator: l4}}
  prod: {cluster: {name: prod, nodePools: [{name: a, accelerator: a100-80gb, gpusPerNode: 4}]}}
"""
SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: bot}
model: {id: qwen2.5-0.5b-instruct}
dataset: {source: hf://tatsu-lab/alpaca/data, kind: instruct}
method: {kind: lora, rank: 8, alpha: 16}
training: {globalBatchSize: 8, maxSeqLen: 512, maxSteps: 100}
resources: {accelerator: a100-80gb, gpusPerNode: 8}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "gitune.yaml").write_text(PROJECT)
    (tmp_path / "finetune.yaml").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], code: str, *arguments: str) -> list[str]:
    run(["check", "--format", "concise", *arguments])
    return [line.partition(f" {code} ")[2] for line in capsys.readouterr().out.splitlines() if f" {code} " in line]


def test_one_environment_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "GT561") == ["no node of the cluster `prod` has 8 `a100-80gb` (in `prod`)"]


def test_what_all_have_names_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "finetune.yaml").write_text(SPEC.replace("rank: 8", "rank: 80000"))
    (only,) = said(capsys, "GT228")
    assert "(in" not in only


def test_one_environment_that_is_asked_for_is_all_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "GT561", "--env", "prod") == ["no node of the cluster `prod` has 8 `a100-80gb`"]


def test_several_are_one_message(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gitune.yaml").write_text("environments: {dev: {}, test: {}, prod: {set: {method.rank: 8}}}\n")
    (folder / "finetune.yaml").write_text(SPEC.replace("rank: 8", "rank: 80000"))
    (only,) = said(capsys, "GT228")
    assert only.endswith(", 896 (in `dev` and `test`)")


@pytest.mark.parametrize(
    ("project", "ranks", "end"),
    [
        ("", "[8, 80000]", "(for `bot-r80000`)"),
        (
            "environments: {dev: {set: {method.rank: 8}}, prod: {}}",
            "[8, 80000]",
            "(for `bot-r80000` in `dev` and `prod`)",
        ),
        ("environments: {dev: {set: {matrix: null}}, prod: {}}", "[8, 80000]", "(for `bot-r80000` in `prod`)"),
    ],
)
def test_runs_of_a_grid_are_named(
    project: str, ranks: str, end: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "gitune.yaml").write_text(f"{project}\nkind: Project\n")
    (folder / "finetune.yaml").write_text(f"{SPEC}matrix: {{method.rank: {ranks}}}\n")
    (only,) = said(capsys, "GT228")
    assert only.endswith(f", 896 {end}")


def test_many_runs_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gitune.yaml").write_text("kind: Project\n")
    grid = "matrix: {training.maxSeqLen: [512, 100001], training.seed: [1, 2], method.alpha: [1, 2]}\n"
    (folder / "finetune.yaml").write_text(SPEC + grid)
    (only,) = said(capsys, "GT227")
    assert "(for 4 of the matrix' runs, such as `bot-" in only
