"""The verbs as a user meets them: exit codes, streams, and what is written where."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
import yaml

from gitune import __version__
from gitune.cli.boundary import run
from gitune.cli.main import VERBS
from support.trees import tree_bytes

ALPACA = Path(__file__).parents[3] / "examples" / "llama3.2-1b-alpaca" / "finetune.yaml"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one spec, which is also the working directory."""
    (tmp_path / "finetune.yaml").write_bytes(ALPACA.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def run_name(project: Path) -> str:
    job = yaml.safe_load((project / "rendered/kubeflow/llama-alpaca/run/trainjob.yaml").read_text())
    return str(job["metadata"]["name"])


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"gitune {__version__}\n"


def test_every_verb_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in VERBS:
        assert run([verb, "--help"]) == 0
        assert VERBS[verb].rstrip(".").split()[0] in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["compil"], ["compile", "--chek"], ["show", "nothing"]])
def test_a_wrong_call_is_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Error" in captured.err


def test_compile_writes_where_the_project_says(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "gitune.yaml").write_text("output: out/tree\n")
    assert run(["compile"]) == 0
    assert (project / "out/tree/flux/kustomization.yaml").is_file()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "run llama-alpaca-" in captured.err


def test_check_tells_changed_missing_and_unexpected_apart(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compile"]) == 0
    assert run(["compile", "--check"]) == 0
    folder = project / "rendered/kubeflow/llama-alpaca/run"
    (folder / "trainjob.yaml").write_text("edited\n")
    (folder / "torchtune.yaml").unlink()
    (folder / "more.yaml").write_text("more\n")
    before = tree_bytes(project)
    capsys.readouterr()
    assert run(["compile", "--check", "--format", "concise"]) == 1
    codes = [line.split()[1] for line in capsys.readouterr().err.splitlines() if "GT50" in line]
    assert sorted(codes) == ["GT501", "GT502", "GT503"]
    assert tree_bytes(project) == before


def test_a_label_changes_no_name_and_a_learning_rate_changes_nothing_else(project: Path) -> None:
    assert run(["compile"]) == 0
    name = run_name(project)
    claim = (project / "rendered/kubeflow/llama-alpaca/run/persistentvolumeclaim.yaml").read_bytes()

    edit(project / "finetune.yaml", "team: research", "team: research\n    owner: somebody")
    edit(project / "finetune.yaml", "  description: ", "  # a comment\n  description: Another one. ")
    assert run(["compile"]) == 0
    assert run_name(project) == name

    (project / "finetune.yaml").write_bytes(ALPACA.read_bytes())
    edit(project / "finetune.yaml", "learningRate: 2.0e-5", "learningRate: 3.0e-5")
    assert run(["compile"]) == 0
    assert run_name(project) != name
    assert (project / "rendered/kubeflow/llama-alpaca/run/persistentvolumeclaim.yaml").read_bytes() == claim


def test_mistakes_write_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project / "finetune.yaml", "globalBatchSize", "globalBatchsize")
    assert run(["compile"]) == 1
    assert not (project / "rendered").exists()
    assert "did you mean `globalBatchSize`" in capsys.readouterr().err


def test_a_missing_file_is_two(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "nowhere.yaml"]) == 2
    assert "GT001" in capsys.readouterr().out


def test_an_empty_folder_is_two(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "empty").mkdir()
    assert run(["compile", "empty"]) == 2
    assert "no finetune.yaml" in capsys.readouterr().err


def test_standard_input(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = ALPACA.read_text().replace("kind: full", "kind: fulll")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert run(["check", "-", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [d["code"] for d in report["diagnostics"]] == ["GT104"]


def test_the_stream_holds_what_kubectl_needs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compile", "-o", "-"]) == 0
    documents = list(yaml.safe_load_all(capsys.readouterr().out))
    kinds = [d["kind"] for d in documents]
    assert kinds == ["ClusterTrainingRuntime", "PersistentVolumeClaim", "ConfigMap", "TrainJob"]
    config = next(d for d in documents if d["kind"] == "ConfigMap")
    assert yaml.safe_load(config["data"]["torchtune.yaml"])["batch_size"] == 4
    assert config["immutable"] is True
    assert not (project / "rendered").exists()


def test_two_specs_in_one_place_are_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = project / "other"
    other.mkdir()
    (project / "gitune.yaml").write_text("kind: Project\n")
    text = ALPACA.read_text().replace("namespace: kubeflow", "namespace: kubeflow-llama")
    (other / "finetune.yaml").write_text(text.replace("name: llama-alpaca", "name: alpaca"))
    assert run(["compile", "."]) == 1
    error = capsys.readouterr().err
    assert "GT504" in error
    assert "the first one" in error
    assert not (project / "rendered").exists()


def test_a_whole_project_forgets_a_deleted_spec(project: Path) -> None:
    (project / "gitune.yaml").write_text("kind: Project\n")
    (project / "b").mkdir()
    (project / "b/finetune.yaml").write_text(ALPACA.read_text().replace("llama-alpaca", "other"))
    assert run(["compile", "."]) == 0
    assert run(["compile", "finetune.yaml"]) == 0
    assert (project / "rendered/kubeflow/other").is_dir()
    (project / "b/finetune.yaml").unlink()
    assert run(["compile", "--check", "."]) == 1
    assert run(["compile", "."]) == 0
    assert not (project / "rendered/kubeflow/other").exists()
    assert run(["compile", "--check", "."]) == 0


def test_foreign_files_are_left_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = project / "rendered/kubeflow/llama-alpaca/run/trainjob.yaml"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("somebody's\n")
    assert run(["compile"]) == 1
    assert "GT505" in capsys.readouterr().err
    assert foreign.read_text() == "somebody's\n"


def test_a_mistake_in_the_project_file_has_its_place(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "gitune.yaml").write_text("output: ../elsewhere\nflux: {intervall: 5m}\n")
    assert run(["check"]) == 1
    out = capsys.readouterr().out
    assert "gitune.yaml:1:9" in out
    assert "did you mean `interval`" in out


def test_a_broken_catalog_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "mine/models").mkdir(parents=True)
    (project / "mine/models/llama3.2-1b-instruct.yaml").write_text("id: [\n")
    (project / "gitune.yaml").write_text("catalog: mine\n")
    assert run(["check"]) == 2
    assert "GT013" in capsys.readouterr().out


def test_plan_gives_reasons(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan"]) == 0
    assert "training.microBatchSize = 4" in capsys.readouterr().out
    assert run(["plan", "-o", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert all(decision["reason"] for decision in plan["decisions"])


@pytest.mark.parametrize(
    ("what", "start"), [("torchtune", "output_dir:"), ("trainjob", "kind: TrainJob"), ("pvc", "kind: Persistent")]
)
def test_show(what: str, start: str, project: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["show", what]) == 0
    assert start.encode() in capsysbinary.readouterr().out


@pytest.mark.parametrize(("verb", "row"), [("models", "llama3.2-1b-instruct"), ("accelerators", "h100-80gb")])
def test_the_catalog_is_listed(verb: str, row: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([verb]) == 0
    assert re.search(rf"^{re.escape(row)} ", capsys.readouterr().out, re.MULTILINE)
    assert run([verb, "-o", "json"]) == 0
    assert row in [entry["id"] for entry in json.loads(capsys.readouterr().out)]


@pytest.mark.parametrize("name", ["diagnostics", "finetune", "project"])
def test_schemas_are_draft_07(name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["schema", name]) == 0
    assert json.loads(capsysbinary.readouterr().out)["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize(
    ("environment", "option", "coloured"),
    [
        ({}, "auto", False),
        ({}, "always", True),
        ({"FORCE_COLOR": "1"}, "auto", True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
    ],
)
def test_colour(
    environment: dict[str, str],
    option: str,
    coloured: bool,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    edit(project / "finetune.yaml", "globalBatchSize", "globalBatchsize")
    assert run(["check", "--color", option]) == 1
    assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_selection(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(project / "finetune.yaml", "learningRate: 2.0e-5", "learningRate: 5.0e-2")
    assert run(["check"]) == 0
    assert "GT236" in capsys.readouterr().out
    for option in (["--ignore", "GT23,GT402"], ["--select", "GT287,GT24"]):
        assert run(["check", *option]) == 0
        assert capsys.readouterr().out == ""
    edit(project / "finetune.yaml", "learningRate: 5.0e-2", "learningRate: 5.0e-2  # gitune: ignore[GT236]")
    assert run(["check", "--ignore", "GT402"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["check", "--ignore", "GT777"]) == 2
    assert "GT777" in capsys.readouterr().err


def test_a_bug_of_ours_is_three(
    monkeypatch: pytest.MonkeyPatch, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = "hf_" + "a1B2c3D4e5" * 4

    def broken(*_: object) -> None:
        raise RuntimeError(f"with {token} in it")

    monkeypatch.setattr("gitune.cli.check_verb.fleet_of", broken)
    assert run(["check"]) == 3
    error = capsys.readouterr().err
    log = Path(error.split()[-1]).read_text()
    assert "RuntimeError" in log
    assert token not in log + error


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gitune.cli.check_verb.fleet_of", interrupted)
    assert run(["check"]) == 130
