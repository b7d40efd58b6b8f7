"""Runs of a matrix share a volume, on this machine as in a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gitune.local.options import LocalOptions
from gitune.local.run import run_rendered


@pytest.fixture
def started(fake: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the rendered folder where no `--root` says where."""
    monkeypatch.chdir(tmp_path)

    def start(labels: dict[str, str]) -> Path:
        fake.trainjob["metadata"]["labels"] = labels
        run_rendered(fake.write(), LocalOptions(claims={}), lambda _: None)
        (root,) = (tmp_path / ".gitune" / "run").iterdir()
        return root

    return start


def test_a_run_of_a_matrix_has_the_folder_of_its_matrix(started: Any, fake: Any) -> None:
    assert started({"gitune.dev/matrix": "grid"}).name == f"{fake.folder.parent.name}-grid"


def test_any_other_run_has_its_own(started: Any, fake: Any) -> None:
    assert started({"gitune.dev/name": "grid"}).name == f"{fake.folder.parent.name}-{fake.folder.name}"
