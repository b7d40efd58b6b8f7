"""A spec with a matrix, as the verbs show it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from gitune.cli.boundary import run

SPEC = """\
apiVersion: gitune.dev/v1alpha1
kind: FineTune
metadata: {name: bot, namespace: ml}
model: {id: qwen2.5-0.5b-instruct}
dataset: {source: "hf://tatsu-lab/alpaca/data", kind: instruct}
method: {kind: lora}
training: {globalBatchSize: 32, maxSeqLen: 512}
resources: {accelerator: l4}
matrix:
  training.learningRate: [1e-4, 3e-4]
  method.rank: [8, 16]
"""
RUNS = ["bot-lr1e-4-r8", "bot-lr1e-4-r16", "bot-lr3e-4-r8", "bot-lr3e-4-r16"]
QUIET = ("--ignore", "GT402")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the spec, which is also the working directory."""
    (tmp_path / "finetune.yaml").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def environments(here: Path) -> Path:
    """The same for two environments."""
    (here / "gitune.yaml").write_text("environments:\n  dev: {set: {training.maxSteps: 5}}\n  prod: {}\n")
    return here


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Everything that a verb prints."""
    assert run([*arguments]) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_compile_says_one_line_for_all_runs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "compile", *QUIET).splitlines() == [
        "finetune.yaml: 4 runs of the matrix bot on the volume bot (15Gi) in namespace ml",
        "rendered: 42 new",
    ]
    assert (here / "rendered/ml/bot/volume/persistentvolumeclaim.yaml").is_file()
    listed = yaml.safe_load((here / "rendered/flux/kustomization.yaml").read_text())["resources"]
    assert listed == sorted(f"ml-{name}.yaml" for name in ["bot", *RUNS])
    assert said(capsys, "compile", "--check", *QUIET) == ""


def test_check_compares_the_volume_too(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["compile"])
    claim = here / "rendered/ml/bot/volume/persistentvolumeclaim.yaml"
    claim.write_text(claim.read_text().replace("15Gi", "1Ti"))
    (here / "rendered/flux/ml-bot.yaml").unlink()
    (here / "rendered/ml/bot/volume/more.yaml").write_text("{}\n")
    text = said(capsys, "compile", "--check", "--format", "concise", *QUIET, code=1)
    assert f"GT501 {claim.relative_to(here)}" in text
    assert "GT502 rendered/flux/ml-bot.yaml" in text
    assert "GT503 rendered/ml/bot/volume/more.yaml" in text


def test_the_stream_has_the_claim_first(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compile", "-o", "-"]) == 0
    kinds = [document["kind"] for document in yaml.safe_load_all(capsys.readouterr().out)]
    assert kinds[0] == "PersistentVolumeClaim"
    assert kinds.count("PersistentVolumeClaim") == 1
    assert kinds.count("TrainJob") == 4


def test_one_more_value_writes_what_is_new(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["compile"])
    (here / "finetune.yaml").write_text(SPEC.replace("[8, 16]", "[8, 16, 32]"))
    before = {path: path.read_bytes() for path in here.glob("rendered/ml/bot-*/**/*") if path.is_file()}
    said(capsys, "compile", *QUIET)
    assert {path: path.read_bytes() for path in before} == before


def test_a_spec_that_becomes_a_matrix_leaves_no_file_behind(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "finetune.yaml").write_text(SPEC.partition("matrix:")[0])
    run(["compile", "."])
    assert (here / "rendered/ml/bot/run/persistentvolumeclaim.yaml").is_file()
    (here / "finetune.yaml").write_text(SPEC)
    said(capsys, "compile", ".", *QUIET)
    assert sorted(path.name for path in (here / "rendered/ml/bot").iterdir()) == ["gitune-manifest.json", "volume"]
    assert said(capsys, "compile", "--check", ".", *QUIET) == ""


def test_the_plan_of_a_matrix_is_one_table(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("matrix bot: 4 runs in namespace ml\n")
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line.startswith("bot-")}
    assert list(rows) == RUNS
    assert rows["bot-lr3e-4-r16"][1:5] == ["0.0003", "16", "1", "epoch"]
    assert "all at once: 4 GPUs (l4), on at most 4 nodes" in text
    assert "volume bot (15Gi, ReadWriteMany), shared by all of them" in text
    assert "checkpoints and results of 4 runs" in text
    assert text.rstrip().endswith("gitune plan finetune.yaml --run bot-lr1e-4-r8")


def test_the_plan_for_programs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "-o", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [run["name"] for run in data["runs"]] == RUNS
    assert data["runs"][1]["settings"] == {"training.learningRate": "0.0001", "method.rank": "16"}
    assert data["runs"][1]["run"].startswith("bot-lr1e-4-r16-")
    assert data["devices"] == {"l4": 4}
    assert data["volume"]["claim"] == "bot"
    assert data["volume"]["accessModes"] == ["ReadWriteMany"]


def test_the_plan_of_one_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "--run", "bot-lr3e-4-r8"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("run bot-lr3e-4-r8-")
    name = text.split()[1]
    assert run(["plan", "--run", name, "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["run"] == name


def test_a_matrix_on_a_volume_that_exists(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "finetune.yaml").write_text(SPEC + "storage: {claimName: models}\n")
    assert "volume models, which is not rendered here" in said(capsys, "plan", *QUIET)
    assert json.loads(said(capsys, "plan", "-o", "json", *QUIET))["volume"] is None
    assert "4 runs of the matrix bot in namespace ml" in said(capsys, "compile", *QUIET)
    assert not (here / "rendered/ml/bot").exists()


@pytest.mark.parametrize("verb", [["show", "trainjob"], ["run"], ["provenance"]])
def test_who_means_one_run_is_asked_which(verb: list[str], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["compile"])
    capsys.readouterr()
    text = said(capsys, *verb, "finetune.yaml", *QUIET, code=2)
    listed = ", ".join(RUNS)
    assert f"finetune.yaml is a matrix of 4 runs; name one with --run: {listed}" in text
    text = said(capsys, *verb, "finetune.yaml", "--run", "bot-r9", *QUIET, code=2)
    assert f"finetune.yaml has no run `bot-r9`; it has: {listed}" in text


@pytest.mark.parametrize("verb", [["show", "trainjob"], ["plan"], ["run"], ["provenance"], ["show", "pvc"]])
def test_who_means_one_environment_is_asked_which(
    verb: list[str], environments: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(capsys, *verb, "finetune.yaml", *QUIET, code=2)
    assert "finetune.yaml is for 2 environments; name one with --env: dev, prod" in text


def test_several_specs_are_no_matrix(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "other.finetune.yaml").write_text(SPEC.replace("name: bot", "name: other"))
    text = said(capsys, "plan", ".", *QUIET, code=2)
    assert ". holds 2 specs; name one of them: finetune.yaml, other.finetune.yaml" in text


def test_one_of_several(environments: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "trainjob", "--run", "bot-lr3e-4-r8", "--env", "dev"]) == 0
    job = yaml.safe_load(capsys.readouterr().out)
    assert job["metadata"]["labels"]["gitune.dev/name"] == "bot-lr3e-4-r8"
    assert job["metadata"]["labels"]["gitune.dev/matrix"] == "bot"
    assert run(["plan", "--env", "dev"]) == 0
    assert "bot-lr1e-4-r8   0.0001                 8            5 " in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--run", "bot-lr3e-4-r8"]])
def test_the_claim_is_that_of_all_runs(options: list[str], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "pvc", *options]) == 0
    claim = yaml.safe_load(capsys.readouterr().out)
    assert claim["metadata"]["name"] == "bot"
    assert claim["spec"]["resources"]["requests"]["storage"] == "15Gi"


def test_each_environment_has_a_volume_of_its_own(environments: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "compile", *QUIET).splitlines()
    assert [line for line in lines if "matrix" in line] == [
        "finetune.yaml: 4 runs of the matrix bot on the volume bot (15Gi) in namespace ml"
    ] * 2
    claims = sorted(environments.glob("rendered/**/persistentvolumeclaim.yaml"))
    assert [claim.relative_to(environments).parts[1] for claim in claims] == ["dev", "prod"]


def test_a_volume_stands_where_no_other_spec_does(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = SPEC.partition("matrix:")[0]
    (here / "a.finetune.yaml").write_text(plain)
    text = said(capsys, "check", ".", "--format", "concise", *QUIET, code=1)
    assert "GT504 another spec already renders `ml-bot` (namespace and name)" in text
    (here / "a.finetune.yaml").write_text(plain + "matrix: {training.seed: [1, 2]}\n")
    text = said(capsys, "check", ".", "--format", "concise", *QUIET, code=1)
    assert "GT504 another spec already renders `ml-bot` (namespace and name)" in text


@pytest.mark.parametrize(
    ("storage", "comment", "found"),
    [
        ("{accessModes: [ReadWriteOnce]}", "", ["GT550"]),
        ("{accessModes: [ReadWriteOncePod]}", "", ["GT550"]),
        ("{accessModes: [ReadWriteOnce]}", "  # gitune: ignore[GT550]", []),
        ("{accessModes: [ReadWriteMany]}", "  # gitune: ignore[GT550]", ["GT298"]),
        ("{size: 2Gi}", "", ["GT551"]),
    ],
)
def test_what_is_said_of_the_volume(
    storage: str, comment: str, found: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "finetune.yaml").write_text(f"{SPEC}storage: {storage}{comment}\n")
    run(["check", "--format", "concise", *QUIET])
    captured = capsys.readouterr()
    lines = (captured.out + captured.err).splitlines()
    assert [code for line in lines for code in ("GT298", "GT550", "GT551", "GT592") if f" {code} " in line] == found


def test_a_run_is_no_folder_s(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["compile"])
    text = said(capsys, "run", "rendered/ml/bot-lr1e-4-r8", "--run", "bot-lr1e-4-r8", code=2)
    assert "--run is for a spec" in text


@pytest.mark.parametrize("grid", ["  method.rank: [8]\n", "  training.seed: [1]\n", ""])
def test_runs_that_a_grid_has_no_more_do_not_stay(grid: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where the spec alone is named, and the rest of the tree is nobody's business."""
    (here / "other.finetune.yaml").write_text(SPEC.replace("name: bot", "name: bot-2").partition("matrix:")[0])
    run(["compile", "."])
    head, _, _ = SPEC.partition("matrix:")
    (here / "finetune.yaml").write_text(f"{head}matrix:\n{grid}" if grid else head)
    text = said(capsys, "compile", "--check", "finetune.yaml", *QUIET, "--format", "concise", code=1)
    assert "GT503 rendered/ml/bot-lr1e-4-r16/gitune-manifest.json" in text
    said(capsys, "compile", "finetune.yaml", *QUIET)
    left = {path.name for path in (here / "rendered/ml").iterdir()}
    now = {"  method.rank: [8]\n": "bot-r8", "  training.seed: [1]\n": "bot-s1", "": "bot"}[grid]
    assert left == {"bot", "bot-2", now}
    listed = yaml.safe_load((here / "rendered/flux/kustomization.yaml").read_text())["resources"]
    assert listed == sorted(f"ml-{name}.yaml" for name in left)
    assert said(capsys, "compile", "--check", "finetune.yaml", *QUIET) == ""
    assert said(capsys, "compile", "--check", ".", *QUIET) == ""
