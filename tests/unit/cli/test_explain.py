"""`explain`: pages from data, found by code, name or path."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitune.cli.boundary import run
from unit.cli.test_imports import modules_after

ROOT = Path(__file__).parents[3]
PAGES = json.loads((ROOT / "schema" / "explain.json").read_bytes())


@pytest.mark.parametrize("what", ["GT228", "gt228", "rank-not-low"])
def test_a_rule(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", what]) == 0
    text = capsys.readouterr().out
    assert text.startswith("error[GT228] rank-not-low\n")
    assert "\nBad:\n" in text
    assert "\nGood:\n" in text


def test_a_code_without_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "GT005"]) == 0
    assert capsys.readouterr().out == "error[GT005] duplicate-key\n\nA key stands twice in one mapping.\n"


def test_a_field(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "training.globalBatchSize"]) == 0
    text = capsys.readouterr().out
    for part in ("Examples per optimizer step", "whole number", "required", "at least 1", "example  64"):
        assert part in text


def test_a_field_of_several_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "method.rank"]) == 0
    assert "kind lora, qlora, dora, qdora:" in capsys.readouterr().out


def test_a_section_lists_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "dataset"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in PAGES["fields"]["dataset"][0]["children"])


def test_an_index_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "runtime.tolerations[0].key"]) == 0
    assert "Taint key" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("what", "meant"),
    [
        ("method.rnk", "method.rank"),
        ("globalBatchSize", "training.globalBatchSize"),
        ("trainig", "training"),
        ("GT22", "GT22"),
        ("uneven-batches", "uneven-batch"),
    ],
)
def test_what_is_not_known(what: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", what]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"did you mean `{meant}" in captured.err


@pytest.mark.parametrize("what", [*PAGES["codes"], *PAGES["fields"]])
def test_every_page_can_be_shown(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", what]) == 0
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("what", ["GT228", "method.rank"])
def test_neither_models_nor_a_parser_are_imported(what: str, tmp_path: Path) -> None:
    assert not modules_after("explain", what, cwd=tmp_path) & {"pydantic", "pydantic_core", "ruamel"}
