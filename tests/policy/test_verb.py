"""`gitune policy` from outside: exit codes, what stands where, drift."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from gitune.cli.boundary import run

POLICY = """\
apiVersion: gitune.dev/v1alpha1
kind: Policy
metadata: {name: limits, owner: "@acme"}
rules:
- {id: gpus, message: Eight GPUs at most., path: plan.gpus, max: 8}
- {id: hours, message: A hundred GPU hours., path: plan.gpuHours, max: 100}
- {id: queue, message: Runs are queued., path: runtime.queue, imposed: shared}
- {id: rank, message: Ranks stay small., path: method.rank, max: 64, severity: warning}
exceptions:
- {rule: gpus, names: [default/case], owner: "@a", until: 2026-06-30, reason: Because.}
"""
CASES = """\
apiVersion: gitune.dev/v1alpha1
kind: PolicyCases
cases:
- name: small
  facts: {plan.gpuHours: 1}
  accepted: true
- name: large
  spec: {resources: {gpusPerNode: 16}}
  today: 2026-07-01
  refused: [gpus]
  message: >-
    Eight GPUs at most: `plan.gpus` is `16`, and at most `8` is allowed; the exception of @a ended on 2026-06-30
- name: large, for a while
  spec: {resources: {gpusPerNode: 16}}
  today: 2026-06-30
  accepted: true
- name: long
  facts: {plan.gpuHours: 101}
  refused: [hours]
- name: another queue
  spec: {runtime: {queue: mine}}
  refused: [queue]
- name: wide
  file: wide.finetune.yaml
  spec: {method: {rank: 128}}
  accepted: true
  warned: [rank]
"""
WIDE = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: wide}
model: {id: qwen2.5-0.5b}
dataset: {source: "hf://tatsu-lab/alpaca/data", kind: instruct}
method: {kind: lora, rank: 16}
training: {globalBatchSize: 8, maxSeqLen: 1024}
resources: {accelerator: h100-80gb}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "limits.policy.yaml").write_text(POLICY)
    (tmp_path / "limits.cases.yaml").write_text(CASES)
    (tmp_path / "wide.finetune.yaml").write_text(WIDE)
    return tmp_path


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_cases_that_hold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "test"]) == 0
    said = capsys.readouterr()
    assert "6 cases of 1 policy: all as expected" in said.out
    assert "accepted, a warning of rank" in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("refused: [hours]", "refused: [gpus]", "GT585", "expected to be refused by gpus, and is refused by hours"),
        ("refused: [hours]", "accepted: true", "GT585", "expected to be accepted, and is refused by hours"),
        ("at most `8`", "at most `9`", "GT585", "the message is another: Eight GPUs at most"),
        ("warned: [rank]", "warned: []", "GT585", "expected no warning, and there is a warning of rank"),
        ("refused: [hours]", "refused: [hour]", "GT589", "the policy has no rule `hour`"),
        ("plan.gpuHours: 101", "plan.gpuHour: 101", "GT589", "the compiler has no `plan.gpuHour`"),
        ("plan.gpuHours: 101", "training.epochs: 101", "GT589", "`training.epochs` stands in the spec"),
        ("today: 2026-07-01", "today: 2026-02-30", "GT582", "there is no day `2026-02-30`"),
        (
            "gpusPerNode: 16}}\n  today: 2026-06-30",
            "gpusPerNode: many}}",
            "GT586",
            "takes a whole number, not the text",
        ),
        ("model: {id: qwen", "model: {id: none", "GT586", "the spec of this case cannot be planned"),
        ("  refused: [hours]", "  verdict: no", "GT101", "unknown field `verdict`"),
        (
            "facts: {plan.gpuHours: 101}\n  refused: [hours]",
            "facts: {plan.gpuHours: 101}",
            "GT578",
            "either accepted or",
        ),
        ("kind: PolicyCases", "kind: Policy", "GT107", "this has to be `PolicyCases`"),
    ],
)
def test_what_does_not_hold(
    folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, code: str, said: str
) -> None:
    file = next(each for each in sorted(folder.iterdir()) if old in each.read_text())
    replaced(file, old, new)
    assert run(["policy", "test", "--format", "concise"]) == 1
    out = capsys.readouterr().out
    assert f"{code} " in out
    assert said in out


def test_gaps_are_warnings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replaced(folder / "limits.cases.yaml", "refused: [hours]", "refused: [hours] ")
    text = (folder / "limits.cases.yaml").read_text()
    (folder / "limits.cases.yaml").write_text(text[: text.index("- name: large, for a while")])
    assert run(["policy", "test", "--format", "concise"]) == 0
    out = capsys.readouterr().out
    assert "GT583 no case needs this exception from `gpus`" in out
    assert [line.partition("GT584 ")[2] for line in out.splitlines() if "GT584" in line] == [
        f"no case is refused by `{rule}`" for rule in ("hours", "queue", "rank")
    ]


def test_a_policy_without_cases(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "limits.cases.yaml").unlink()
    assert run(["policy", "test"]) == 0
    assert "no case shows what this policy refuses" in capsys.readouterr().out


def test_machines_get_diagnostics_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "test", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["diagnostics"] == []
    assert run(["policy", "test", "--format", "junit"]) == 0
    assert capsys.readouterr().out.startswith("<?xml")


def test_nothing_to_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["policy", "test"]) == 2
    assert run(["policy", "test", "none.policy.yaml"]) == 2


def test_two_policies_of_one_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "more.policy.yaml").write_text(POLICY)
    assert run(["policy", "test", "--format", "concise"]) == 1
    assert "more.policy.yaml:3:18: GT580 another policy is called `limits` already" in capsys.readouterr().out


def test_a_broken_policy_renders_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replaced(folder / "limits.policy.yaml", "plan.gpus,", "plan.gpu,")
    assert run(["policy", "render", "-o", "out"]) == 1
    assert not (folder / "out").exists()
    assert "GT577" in capsys.readouterr().err


def test_render_writes_and_compares(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "render", "-o", "out"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "the cluster cannot be told of `hours`" in said.err
    file = folder / "out" / "limits.yaml"
    assert [each["kind"] for each in yaml.safe_load_all(file.read_text())] == [
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
    ]
    assert run(["policy", "render", "-o", "out", "--check"]) == 0
    assert run(["policy", "render"]) == 0
    assert capsys.readouterr().out == file.read_text()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("limits.yaml", None, "out/limits.yaml is missing"),
        ("limits.yaml", "changed", "out/limits.yaml is not what its policy renders to"),
        ("old.yaml", "# Code generated by gitune policy render from x\n", "out/old.yaml is of no policy"),
    ],
)
def test_drift(folder: Path, capsys: pytest.CaptureFixture[str], name: str, text: str | None, said: str) -> None:
    assert run(["policy", "render", "-o", "out"]) == 0
    file = folder / "out" / name
    file.write_text(text) if text is not None else file.unlink()
    capsys.readouterr()
    assert run(["policy", "render", "-o", "out", "--check", "--format", "concise"]) == 1
    assert said in capsys.readouterr().err


def test_wrong_calls(folder: Path) -> None:
    assert run(["policy", "render", "--check"]) == 2
    assert run(["policy", "render", "--today", "tomorrow"]) == 2
    assert run(["policy", "prove"]) == 2
