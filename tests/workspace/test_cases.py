"""Each mistake that a repository can hold as a folder, with the exact report.

`arguments` is the command line and `repository` the files, with the working directory at their root. What stands
beside `repository` lies outside of it; `stdin` is standard input. A new case is a new folder: `pytest tests/workspace
--update` writes its `expected.out`, which is then read and committed.
"""

from __future__ import annotations

import io
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from gitune.cli.boundary import run

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(FOLDER.iterdir())
EXPECTED = "expected.out"
TOKEN = "hf_" + "AbCdEfGhIjKlMnOp"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path / "repository"


def outcome(case: Path, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    shutil.copytree(case, repository.parent, symlinks=True, dirs_exist_ok=True)
    (repository / ".git").mkdir()
    monkeypatch.chdir(repository)
    if (case / "stdin").is_file():
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((case / "stdin").read_bytes())))
    status = run(shlex.split((case / "arguments").read_text(encoding="utf-8")))
    captured = capsys.readouterr()
    return f"exit {status}\n\n{captured.out}{captured.err}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_report(
    case: Path,
    repository: Path,
    update: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = outcome(case, repository, monkeypatch, capsys)
    if update:
        (case / EXPECTED).write_text(report, encoding="utf-8")
    assert report == (case / EXPECTED).read_text(encoding="utf-8")
    assert "exit 3" not in report
    assert TOKEN not in report
    assert str(repository.parent) not in report


def test_every_folder_is_a_case() -> None:
    for case in CASES:
        assert {"arguments", "repository", EXPECTED} <= {file.name for file in case.iterdir()}, case.name
