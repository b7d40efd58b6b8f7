"""The committed schemas are what the generator makes of its sources."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from support.crds import FOLDER

GENERATOR = Path(__file__).parents[2] / "tools" / "generate_kubernetes_schemas.py"


def test_the_schemas_are_up_to_date(tmp_path: Path) -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"SCHEMA DRIFT NOT CHECKED: {FOLDER} does not exist")
    if importlib.util.find_spec("pip") is None:
        pytest.skip("SCHEMA DRIFT NOT CHECKED: there is no pip to download kubeflow-trainer-api with")
    probe = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(tmp_path)]
    if subprocess.run([*probe, "kubeflow-trainer-api==2.3.0"], capture_output=True, check=False).returncode:
        pytest.skip("SCHEMA DRIFT NOT CHECKED: kubeflow-trainer-api cannot be downloaded from here")
    done = subprocess.run([sys.executable, str(GENERATOR), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
