"""Every example, byte for byte: what stands under `rendered/` is what its spec compiles to."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.cli.boundary import run
from support.trees import tree_bytes

REPOSITORY = Path(__file__).parents[3]
EXAMPLES = sorted((REPOSITORY / "examples").glob("*/finetune.yaml"))


def test_there_are_examples() -> None:
    assert {p.parent.name for p in EXAMPLES} >= {"quickstart", "llama3.2-1b-alpaca"}


@pytest.mark.parametrize("spec", EXAMPLES, ids=lambda p: p.parent.name)
def test_rendered_tree_is_what_the_spec_compiles_to(spec: Path, tmp_path: Path, update: bool) -> None:
    if update:
        assert run(["compile", str(spec)]) == 0
    assert run(["compile", str(spec), "-o", str(tmp_path)]) == 0
    assert tree_bytes(spec.parent / "rendered") == tree_bytes(tmp_path)


@pytest.mark.parametrize("spec", EXAMPLES, ids=lambda p: p.parent.name)
def test_check_agrees(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compile", "--check", str(spec.parent)]) == 0
    assert capsys.readouterr().out == ""
