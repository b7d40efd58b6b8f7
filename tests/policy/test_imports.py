"""A project without policies does not pay for them: asserted on `sys.modules`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
PROBE = """
import json, sys
from gitune.cli.boundary import run
code = run(sys.argv[1:])
print()
print(json.dumps([code, sorted(name for name in sys.modules if name.startswith("gitune.policy"))]))
"""


@pytest.mark.parametrize("verb", [["compile", "-o", "-"], ["check"], ["plan"]])
def test_without_policies_nothing_of_them_is_imported(tmp_path: Path, verb: list[str]) -> None:
    spec = tmp_path / "finetune.yaml"
    spec.write_bytes((EXAMPLES / "quickstart" / "finetune.yaml").read_bytes())
    command = [sys.executable, "-c", PROBE, verb[0], str(spec), *verb[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stderr
    assert modules == []
