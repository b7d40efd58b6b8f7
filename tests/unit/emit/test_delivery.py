"""The folder that the cluster's tool reads first, as it comes and goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.cli.boundary import run
from gitune.emit.delivery import FLUX, delivery_of
from gitune.project.model import DEFAULT_PROJECT
from support.trees import tree_bytes

ALPACA = Path(__file__).parents[3] / "examples" / "llama3.2-1b-alpaca" / "finetune.yaml"
GIT = "https://git.example.com/ml/fine-tunes"
PLAIN = "kind: Project\n"
SOURCE = f"flux: {{sourceRef: {{name: src}}, source: {{url: '{GIT}'}}}}\n"
ARGO = f"gitops: argocd\nargocd: {{url: '{GIT}'}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "finetune.yaml").write_bytes(ALPACA.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compiled(folder: Path, project: str, *arguments: str) -> dict[str, bytes]:
    (folder / "gitune.yaml").write_text(project)
    assert run(["compile", *arguments]) == 0
    assert run(["compile", "--check", *arguments]) == 0
    return tree_bytes(folder / "rendered")


def test_a_project_that_says_nothing_renders_what_it_did() -> None:
    assert delivery_of(DEFAULT_PROJECT) == FLUX


def test_what_was_asked_for_goes_when_it_is_asked_for_no_more(folder: Path) -> None:
    plain = compiled(folder, PLAIN)
    asked = compiled(folder, SOURCE)
    assert asked.keys() - plain.keys() == {"flux/source.yaml", "flux/root.yaml"}
    assert b"- root.yaml\n- source.yaml\n" in asked["flux/kustomization.yaml"]
    assert compiled(folder, PLAIN) == plain


def test_one_tool_takes_the_place_of_the_other(folder: Path) -> None:
    flux = compiled(folder, SOURCE)
    argo = compiled(folder, ARGO)
    assert not any(path.startswith("flux/") for path in argo)
    assert {path for path in argo if path.startswith("argocd/")} == {
        "argocd/health.yaml",
        "argocd/kubeflow-llama-alpaca.yaml",
        "argocd/kustomization.yaml",
        "argocd/root.yaml",
    }
    assert b"health.yaml" not in argo["argocd/kustomization.yaml"]
    same = {path for path in flux if not path.startswith("flux/") and not path.endswith("gitune-manifest.json")}
    assert {path: argo[path] for path in same} == {path: flux[path] for path in same}
    assert compiled(folder, SOURCE) == flux


def test_the_flag_is_as_good_as_the_file(folder: Path) -> None:
    by_file = compiled(folder, ARGO)
    by_flag = compiled(folder, f"argocd: {{url: '{GIT}'}}\n", "--gitops", "argocd")
    assert by_flag == by_file


def test_one_spec_alone_keeps_what_the_others_have(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other/finetune.yaml").write_text(ALPACA.read_text().replace("name: llama-alpaca", "name: other"))
    (folder / "gitune.yaml").write_text(SOURCE)
    assert run(["compile", "."]) == 0
    before = tree_bytes(folder / "rendered")
    assert run(["compile", "other/finetune.yaml"]) == 0
    assert tree_bytes(folder / "rendered") == before


def test_somebody_else_s_file_is_neither_taken_nor_overwritten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compiled(folder, PLAIN)
    theirs = folder / "rendered/flux/source.yaml"
    theirs.write_text("kind: GitRepository\n")
    assert run(["compile"]) == 0
    (folder / "gitune.yaml").write_text(SOURCE)
    assert run(["compile"]) == 1
    assert "GT505" in capsys.readouterr().err
    assert theirs.read_text() == "kind: GitRepository\n"


@pytest.mark.parametrize("namespace", ["argocd", "flux"])
def test_a_namespace_may_be_called_like_a_tool(
    folder: Path, namespace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = ALPACA.read_text().replace("namespace: kubeflow", f"namespace: {namespace}")
    (folder / "finetune.yaml").write_text(text)
    for project in (SOURCE, ARGO):
        assert f"{namespace}/llama-alpaca/run/trainjob.yaml" in compiled(folder, project, "--ignore", "GT281")
    capsys.readouterr()
    assert run(["compile", "-o", "-"]) == 0
    out = capsys.readouterr().out
    assert "kind: TrainJob" in out
    assert "kind: Application" not in out
