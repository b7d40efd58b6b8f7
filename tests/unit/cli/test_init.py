"""`init`: a starter that compiles, for every model and method."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gitune.catalog.load import load_catalog
from gitune.cli.boundary import run
from gitune.format.document import format_spec
from gitune.starter.sizes import METHODS

ROOT = Path(__file__).parents[3]
CATALOG = load_catalog()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("model", CATALOG.models)
def test_every_method_of_a_model_compiles_without_a_word(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    for method in METHODS:
        assert run(["init", "--model", model, "--method", method, "-o", "-"]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        assert format_spec(captured.out.encode(), "starter").text == captured.out
        Path("finetune.yaml").write_text(captured.out, encoding="utf-8")
        assert run(["check"]) == 0
        assert not re.findall(r"^(?:error|warning)(?!\[GT402\]).*", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize("accelerator", CATALOG.accelerators)
def test_every_accelerator_is_understood(accelerator: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--accelerator", accelerator, "--method", "lora", "--model", "qwen2.5-0.5b", "-o", "-"]) == 0
    captured = capsys.readouterr()
    assert f"accelerator: {accelerator}" in captured.out
    assert captured.err == ""


def test_it_writes_finetune_yaml_with_the_modeline(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--name", "support-bot"]) == 0
    text = (here / "finetune.yaml").read_text()
    schema = json.loads((ROOT / "schema" / "finetune.schema.json").read_text())["$id"]
    assert text.startswith(f"# yaml-language-server: $schema={schema}\n")
    assert "\n  name: support-bot  #" in text
    assert "gitune check" in capsys.readouterr().err


def test_it_overwrites_only_when_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "finetune.yaml").write_text("mine")
    assert run(["init"]) == 1
    assert (here / "finetune.yaml").read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert run(["init", "--force"]) == 0
    assert (here / "finetune.yaml").read_text() != "mine"


@pytest.mark.parametrize(
    ("option", "value", "meant"),
    [
        ("--model", "qwen2.5-7b-instrct", "qwen2.5-7b-instruct"),
        ("--method", "qlra", "qlora"),
        ("--accelerator", "h100", "h100-80gb"),
    ],
)
def test_what_is_not_known(option: str, value: str, meant: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", option, value]) == 2
    error = capsys.readouterr().err
    assert f"did you mean `{meant}`?" in error
    assert f"known: {', '.join(METHODS) if option == '--method' else ''}" in error
    assert list(here.iterdir()) == []


def test_what_does_not_compile_is_refused_with_the_reason(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--name", "Not A Name"]) == 2
    assert "error[GT106]" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "-o", "no/such/finetune.yaml"]) == 2
    assert "cannot write" in capsys.readouterr().err
