"""`--format` and the width of what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitune.cli.boundary import run
from gitune.cli.reporting import FORMATS
from gitune.diagnostics.report import REPORTERS


def test_formats_are_the_reporters() -> None:
    assert list(FORMATS) == list(REPORTERS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_a_mistake(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "finetune.yaml"
    spec.write_text("apiVersion: gitune.dev/v1alpha1\nkind: FineTune\nmethd: 1\n")
    assert run(["check", str(spec), "--format", name]) == 1
    assert "GT" in capsys.readouterr().out


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_no_mistake(name: str, quickstart: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(quickstart), "--format", name]) == 0
    assert "GT1" not in capsys.readouterr().out


def test_sarif_keeps_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(tmp_path / "nothing.yaml"), "--format", "sarif"]) == 2
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["GT001"]


def test_text_is_as_wide_as_columns_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("finetune.yaml").write_text(f"apiVersion: gitune.dev/v1alpha1\nkind: FineTune\n'{'xy' * 100}': 1\n")
    widths = {}
    for columns in ("60", "90"):
        monkeypatch.setenv("COLUMNS", columns)
        run(["check", "finetune.yaml"])
        snippet = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("3 | "))
        widths[columns] = len(snippet)
    assert 58 <= widths["60"] <= 60
    assert 88 <= widths["90"] <= 90
