"""The wheel is complete: in an empty environment, outside the checkout, it compiles the examples to the same bytes.

Twice: with the newest dependencies, and with the lowest that pyproject.toml allows.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.trees import tree_bytes

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = sorted((REPOSITORY / "examples").glob("*/finetune.yaml"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(REPOSITORY))
    (built,) = out.glob("*.whl")
    return built


@pytest.mark.parametrize("versions", ["newest", "lowest"])
def test_compiles_the_examples_outside_the_checkout(versions: str, wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    run(sys.executable, "-m", "venv", str(environment))
    python = str(environment / "bin" / "python")
    pins = lowest() if versions == "lowest" else []
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), *pins)
    for spec in EXAMPLES:
        out = tmp_path / spec.parent.name
        copy = tmp_path / "specs" / spec.parent.name / "finetune.yaml"
        copy.parent.mkdir(parents=True)
        copy.write_bytes(spec.read_bytes())
        run(str(environment / "bin" / "gitune"), "compile", str(copy), "-o", str(out), cwd=tmp_path)
        assert tree_bytes(out) == tree_bytes(spec.parent / "rendered"), (versions, spec)
    page = run(str(environment / "bin" / "gitune"), "list", "specs", "--html", "-", cwd=tmp_path)
    assert page == run(sys.executable, "-m", "gitune", "list", "specs", "--html", "-", cwd=tmp_path)
    schema = run(str(environment / "bin" / "gitune"), "schema", "finetune", cwd=tmp_path)
    assert schema == (REPOSITORY / "schema" / "finetune.schema.json").read_text()


def lowest() -> list[str]:
    """The compiler's own dependencies at the lowest versions of their ranges."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    return [re.sub(r">=([^,]+).*", r"==\1", dependency) for dependency in project["dependencies"]]


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
