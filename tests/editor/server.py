"""The pinned yaml-language-server, installed by npm below `.venv` when a test first asks for it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

VERSION = "1.25.0"
"""The newest that runs on Node.js 20; 2.0.0 needs 22.13."""

FOLDER = Path(__file__).parents[2] / ".venv" / f"yaml-language-server-{VERSION}"
INSTALL = ("--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error")
PATIENCE = 120
"""Seconds for the install. npm itself would retry a registry that does not answer for a quarter of an hour."""


def command() -> list[str]:
    """How to start the server; where it cannot be had, a test that says loudly that the editor was not tested."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("THE SCHEMA WAS NOT TESTED IN AN EDITOR: node and npm are not installed")
    if not _is_installed():
        _install(npm)
    return [node, str(_package() / "bin" / "yaml-language-server"), "--stdio"]


def _package(folder: Path = FOLDER) -> Path:
    return folder / "node_modules" / "yaml-language-server"


def _is_installed() -> bool:
    manifest = _package() / "package.json"
    return manifest.is_file() and json.loads(manifest.read_text(encoding="utf-8"))["version"] == VERSION


def _install(npm: str) -> None:
    """Into a folder of its own first, so that nobody sees half of it."""
    FOLDER.parent.mkdir(exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="yaml-language-server-", dir=FOLDER.parent))
    try:
        try:
            done = subprocess.run(
                [npm, "install", "--prefix", str(fresh), *INSTALL, f"yaml-language-server@{VERSION}"],
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired:
            pytest.skip(f"THE SCHEMA WAS NOT TESTED IN AN EDITOR: npm install took more than {PATIENCE} s")
        if done.returncode != 0:
            pytest.skip(f"THE SCHEMA WAS NOT TESTED IN AN EDITOR: npm install failed: {done.stderr[-500:]}")
        shutil.rmtree(FOLDER, ignore_errors=True)
        os.replace(fresh, FOLDER)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
