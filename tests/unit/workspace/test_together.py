"""What is said once of many runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.cli.compiling import compile_inputs
from gitune.cli.inputs import read_inputs
from gitune.workspace.model import Where

SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: NAME}
model: {id: qwen2.5-0.5b-instruct}
dataset: {source: hf://tatsu-lab/alpaca/data, kind: instruct}
method: {kind: full}
training: {globalBatchSize: 32, maxSeqLen: 1024, learningRate: 3}  # gitune: ignore[GT236]
resources: {accelerator: h100-80gb}
"""
ALL = Where()
MILD = "{set: {training.learningRate: 0.00002}}"
TOKEN = "hf_" + "AbCdEfGhIjKlMnOp"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "finetune.yaml").write_text(SPEC.replace("NAME", "a"))
    return tmp_path


def codes(project: str, where: Where = ALL) -> list[str]:
    Path("gitune.yaml").write_text(project)
    _, diagnostics = compile_inputs(read_inputs(["."], where))
    return [diagnostic.code for diagnostic in diagnostics if diagnostic.code != "GT402"]


def test_a_comment_that_one_environment_needs_is_needed() -> None:
    assert codes(f"environments: {{dev: {MILD}, prod: {{}}}}\n") == []


def test_a_comment_that_no_environment_needs_is_said() -> None:
    assert set(codes(f"environments: {{dev: {MILD}, prod: {MILD}}}\n")) == {"GT298"}


def test_nothing_is_unused_where_other_environments_may_use_it() -> None:
    where = Where(environments=("dev",))
    assert codes(f"environments: {{dev: {MILD}, prod: {{}}}}\n", where) == []


def test_a_spec_s_comment_is_not_used_by_another() -> None:
    mild = SPEC.replace("NAME", "b").replace("learningRate: 3", "seed: 1")
    Path("b.finetune.yaml").write_text(mild)
    assert codes("output: rendered\n") == ["GT298"]


def test_a_token_in_a_file_that_many_share_is_said_once() -> None:
    for number in range(5):
        Path(f"{number}.finetune.yaml").write_text(SPEC.replace("NAME", f"run-{number}"))
    assert codes(f"output: rendered  # {TOKEN}\n") == ["GT238"]


def test_a_lock_is_not_searched() -> None:
    Path("finetune.lock.yaml").write_text(f"# {TOKEN}\n")
    assert "GT238" not in codes("output: rendered\n")
