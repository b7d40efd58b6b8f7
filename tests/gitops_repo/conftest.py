"""The example repository, and a copy of it as a Git repository of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2] / "examples" / "gitops-repo"
ENVIRONMENTS = ("dev", "prod")

Shell = Callable[..., str]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with a remote `origin`, on a branch of its own; also the working directory."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "gitune")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "gitune@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    seed, folder, origin = tmp_path / "seed", tmp_path / "clone", tmp_path / "origin.git"
    shutil.copytree(REPOSITORY, seed, ignore=shutil.ignore_patterns(".gitune"))
    sh(seed, "git", "init", "--quiet", "--initial-branch=main")
    sh(seed, "git", "add", "--all", "--force")
    sh(seed, "git", "commit", "--quiet", "--message=All of it")
    sh(tmp_path, "git", "clone", "--quiet", "--bare", str(seed), str(origin))
    sh(tmp_path, "git", "clone", "--quiet", str(origin), str(folder))
    sh(folder, "git", "switch", "--quiet", "--create", "change")
    monkeypatch.chdir(folder)
    return folder


def sh(folder: Path, *command: str) -> str:
    """Runs a program and returns what it printed; git's hooks and settings of this machine stay out."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
