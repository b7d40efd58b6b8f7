"""No gitune.yaml, base or grid crashes the command, whatever stands in them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from gitune.cli.boundary import run
from robust.mutate import as_bytes
from robust.repositories import FILES, damaged, write

COUNT = 300
CRASH = 3


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    status = run(["check", ".", "--format", "json", *arguments])
    captured = capsys.readouterr()
    found = [] if status == CRASH else json.loads(captured.out)["diagnostics"]
    return status, [entry["code"] for entry in found if entry["severity"] == "error"]


def test_the_repository_is_fine(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {name: as_bytes(data) for name, data in FILES.items()}
    write(files, root)
    assert check(capsys, "--env", "dev") == (0, [])


def test_damage_is_said_and_nothing_crashes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crashes: list[str] = []
    codes: Counter[str] = Counter()
    for title, files in damaged(COUNT):
        write(files, root)
        status, found = check(capsys)
        crashes += [title] if status == CRASH else []
        codes.update(set(found))
    assert crashes == []
    # The damage reaches what is looked for: gitune.yaml itself, bases, grids, facts and specs.
    assert {"GT101", "GT103", "GT540", "GT542", "GT545", "GT549"} <= set(codes)
