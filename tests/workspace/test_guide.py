"""docs/project.md is true: its files stand as it shows them, and its commands print what it says.

A YAML block that begins with `# path` is that file, until a later block says it anew. In what a command prints, `...`
on a line of its own stands for any lines, and at a line's end for the rest of it.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from gitune.cli.boundary import run
from gitune.diagnostics.codes import CODES
from gitune.project.cluster import Cluster, NodePool, StorageClass
from gitune.project.model import Project

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "project.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(yaml|console)\n(.*?)```", TEXT, re.DOTALL)
FILE = re.compile(r"# ([\w./-]+\.yaml)\n")


def pattern(shown: str) -> str:
    """What the output has to look like."""
    lines = [r"(?:.*\n)*?" if line == "..." else _line(line) for line in shown.splitlines()]
    return "".join(lines)


def _line(line: str) -> str:
    return re.escape(line.removesuffix("...")) + (r".*\n" if line.endswith("...") else r" *\n")


def test_commands_print_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / ".git").mkdir()
    ran = 0
    for language, block in BLOCKS:
        if language == "yaml" and (name := FILE.match(block)):
            file = tmp_path / name[1]
            file.parent.mkdir(exist_ok=True)
            file.write_text(block, encoding="utf-8")
        if language == "console":
            command, _, shown = block.removeprefix("$ gitune ").partition("\n")
            run(shlex.split(command))
            captured = capsys.readouterr()
            assert re.fullmatch(pattern(shown), captured.out + captured.err), captured.out + captured.err
            ran += 1
    assert ran == TEXT.count("$ gitune") == 3


def test_in_prod_the_spec_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for language, block in BLOCKS[:3]:
        name = FILE.match(block)
        assert language == "yaml"
        assert name
        (tmp_path / name[1]).parent.mkdir(exist_ok=True)
        (tmp_path / name[1]).write_text(block, encoding="utf-8")
    assert run(["show", "spec", "support/finetune.yaml", "--origin", "--env", "prod", "--ignore", "GT402"]) == 0
    lines = [re.sub(" +", " ", line).strip() for line in capsys.readouterr().out.splitlines()]
    assert "epochs: 3 # spec, support/finetune.yaml:8:20" in lines
    assert "namespace: ml-prod # default of gitune.yaml, gitune.yaml:22:38" in lines


def test_the_table_has_every_field() -> None:
    rows = [line.split("|")[1] for line in TEXT.partition("## Every field")[2].splitlines() if line.startswith("|")]
    named = {name for first in rows for name in re.findall(r"`(\w+)`", first)}
    assert {str(field.alias) for field in Project.model_fields.values()} <= named


def test_every_fact_stands_in_its_table() -> None:
    table = TEXT.partition("## The cluster's facts")[2].partition("## Every field")[0]
    for model in (Cluster, NodePool, StorageClass):
        for field in model.model_fields.values():
            assert str(field.alias) in table
    codes = {code for code in CODES if code.startswith("GT56")}
    assert codes <= set(re.findall(r"GT\d+", table))


@pytest.mark.parametrize("block", [block for language, block in BLOCKS if language == "yaml"])
def test_every_block_is_yaml(block: str) -> None:
    assert isinstance(yaml.safe_load(block), dict)


@pytest.mark.parametrize("code", sorted(set(re.findall(r"GT\d{3}", TEXT))))
def test_every_code_exists(code: str) -> None:
    assert code in CODES
