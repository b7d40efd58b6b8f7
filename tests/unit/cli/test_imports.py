"""Start-up stays cheap because of what is not imported: asserted on `sys.modules`, never on a clock."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = frozenset(
    [
        "kubernetes",
        "huggingface_hub",
        "requests",
        "torch",
        "torchtune",
        "kubeflow_trainer_api",
        "yaml",
        "rich",
        "jsonschema",
    ]
)
PROBE = """
import json, sys
from gitune.cli.boundary import run
code = run(sys.argv[1:])
print()
print(json.dumps([code, sorted(m.partition(".")[0] for m in sys.modules)]))
"""


def modules_after(*arguments: str, cwd: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True, cwd=cwd
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stderr
    return set(modules)


def test_compile_imports_nothing_heavy(tmp_path: Path, quickstart: Path) -> None:
    loaded = modules_after("compile", str(quickstart), "-o", str(tmp_path / "out"), cwd=tmp_path)
    assert loaded & HEAVY == set()
    assert {"pydantic", "jsonschema_rs"} <= loaded


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_help_imports_click_and_no_stage(tmp_path: Path, arguments: list[str]) -> None:
    loaded = modules_after(*arguments, cwd=tmp_path)
    assert loaded & (HEAVY | {"pydantic", "ruamel", "jsonschema_rs"}) == set()
