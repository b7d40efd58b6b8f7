"""`gitune lock` as a command: its options, and that no other verb pays for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gitune.cli.lock_verb import command

NETWORK = frozenset(["huggingface_hub", "httpx", "httpx2", "pyarrow", "tokenizers", "obstore"])
PROBE = """
import json, sys
from gitune.cli.boundary import run
run(sys.argv[1:])
print()
print(json.dumps([m if m == "gitune.resolve" else m.partition(".")[0] for m in sys.modules]))
"""


@pytest.mark.parametrize(
    ("arguments", "upgrade"),
    [
        (["--upgrade"], ("all",)),
        (["--upgrade", "x.yaml"], ("all",)),
        (["--upgrade", "model", "x.yaml"], ("model",)),
        (["--upgrade=model", "--upgrade", "dataset"], ("model", "dataset")),
        (["x.yaml", "--upgrade"], ("all",)),
        ([], ()),
    ],
)
def test_upgrade_may_stand_alone(arguments: list[str], upgrade: tuple[str, ...]) -> None:
    assert command.make_context("lock", arguments).params["upgrade"] == upgrade


@pytest.mark.parametrize(
    "arguments", [["--upgrade=x"], ["--jobs", "0"], ["--copy", "x=y"], ["--copy", "model="], ["-"]]
)
def test_wrong_calls_exit_2(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    code = result.return_value if result.exception is None else getattr(result.exception, "exit_code", None)
    assert code == 2


def test_what_is_not_installed_is_said(quickstart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gitune.resolve.network._PACKAGES", ("no_such_package",))
    result = CliRunner().invoke(command, ["--check", str(quickstart)], standalone_mode=False)
    assert result.return_value == 1
    assert "GT430" in result.output
    assert "pip install 'gitune[hub]'" in result.output


@pytest.mark.parametrize("verb", ["compile", "check", "plan"])
def test_no_other_verb_can_open_a_connection(tmp_path: Path, quickstart: Path, verb: str) -> None:
    output = ["-o", str(tmp_path / "out")] if verb == "compile" else []
    done = subprocess.run(
        [sys.executable, "-c", PROBE, verb, str(quickstart), *output], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert loaded & (NETWORK | {"gitune.resolve"}) == set()
