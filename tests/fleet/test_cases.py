"""What specs of a repository take from each other: a folder each, and the exact report in `expected.out`.

A new case is a new folder; `--update` writes what it says. `ok-` in front says that nothing is to be found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.cli.boundary import run

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path.name for path in FOLDER.iterdir())
ANYWAY = "GT402,GT275"
"""What is said of specs without locks, and of volumes that others make."""


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("jobs", [1, 2])
def test_case(
    case: str, jobs: int, update: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER / case)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    code = run(["check", ".", "--ignore", ANYWAY, "--jobs", str(jobs)])
    said = capfd.readouterr().out
    expected = Path("expected.out")
    if update and jobs == 1:
        expected.write_text(said)
    assert said == expected.read_text()
    is_ok = case.startswith("ok-")
    assert (code == 0) == is_ok
    assert is_ok or case[:5].upper() in said


def test_every_code_has_a_case() -> None:
    assert {case[:5].upper() for case in CASES if not case.startswith("ok-")} == {
        "GT504",
        *(f"GT59{number}" for number in range(5)),
    }


@pytest.mark.parametrize("arguments", [["-o", "OUT"], ["-o", "-"], ["-o", "OUT", "--check"]])
def test_one_place_is_for_one_environment(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER / "ok-namespaces-apart")
    arguments = [str(tmp_path / "out") if each == "OUT" else each for each in arguments]
    assert run(["compile", ".", *arguments]) == 2
    assert "--env (dev, prod)" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()
    assert run(["compile", ".", *arguments[:2], "--env", "dev"]) == 0
