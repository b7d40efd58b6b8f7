"""The files of a project's policies."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.source.read import read
from gitune.workspace.model import Inputs
from gitune.workspace.policies import read_policies


def found(root: Path, *patterns: str) -> tuple[int | None, list[str]]:
    document = read(f"policies: {list(patterns)}\n".encode(), "gitune.yaml").document
    assert document is not None
    inputs = Inputs()
    policies = read_policies(root, patterns, document, inputs)
    return None if policies is None else len(policies), [diagnostic.code for diagnostic in inputs.diagnostics]


@pytest.mark.parametrize("pattern", ["none.yaml", "none/*.yaml", "**.yaml", "a/**b", "folder", "[", "a" * 1000])
def test_a_pattern_that_finds_no_file(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert found(tmp_path, pattern) == (None, ["GT548"])


def test_one_broken_policy_is_no_policy(tmp_path: Path) -> None:
    (tmp_path / "a.policy.yaml").write_text("rules: [\n")
    number, codes = found(tmp_path, "*.policy.yaml")
    assert number is None
    assert codes


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.policy.yaml").write_bytes(b"\xff")
    assert found(tmp_path, "*.policy.yaml") == (None, ["GT002"])
