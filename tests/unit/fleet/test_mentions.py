"""Specs that may claim what others claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.catalog.load import load_catalog
from gitune.diagnostics.model import Span
from gitune.fleet.clashes import Claimant
from gitune.fleet.mentions import mentioning
from gitune.fleet.model import Claim, Facts
from gitune.project.model import DEFAULT_PROJECT
from gitune.workspace.model import SpecFile, Workspace

AT = Span("f", 1, 1, 1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("metadata: {name: big-run-2}", True),
        ("metadata: {name: big-run-22}", False),
        ("metadata: {name: abig-run-2}", False),
        ("storage: {claimName: data}", True),
        ("metadata: {name: big-run}", False),
        ("metadata: {name: big-run}\nmatrix: {training.seed: [2]}", True),
        ("metadata: {name: run-2, namespace: team-a-big}", True),
        ("metadata: {name: run-2, namespace: team-b}", False),
        ('metadata: {name: "big\\u002drun-2"}', True),
        ("extends: base.yaml", True),
        ("extends: other.yaml", False),
    ],
)
def test_mentions(text: str, expected: bool, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("storage: {claimName: data}\n")
    (tmp_path / "other.yaml").write_text("storage: {size: 9Gi}\n")
    file = tmp_path / "finetune.yaml"
    file.write_text(f"{text}\n")
    workspace = Workspace(tmp_path, DEFAULT_PROJECT, load_catalog(), tmp_path)
    claim = Claim("data", False, "9Gi", None, (), 1, AT)
    claimants = [Claimant("other", workspace, Facts("team-a", "big-run-2", AT, claim))]
    asked = mentioning([SpecFile(file, (workspace,))], claimants)
    assert bool(asked) is expected
