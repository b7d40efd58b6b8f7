"""A real Git repository that a test changes and compares."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from gitune.cli.boundary import run
from support.specs import BASE, merged

IGNORED = ("--ignore", "GT402", "--format", "concise")


def begin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository on `main`; the working directory."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@b")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main")
    return folder


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout


def write(file: str, **changes: object) -> None:
    """A spec, as it differs from the base of all tests."""
    put(file, json.dumps(merged(BASE, changes)))


def put(file: str, text: str) -> None:
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_text(text)


def commit(message: str = "one", *, rendered: bool = True) -> None:
    """Everything, with what it compiles to."""
    if rendered:
        assert run(["compile", "."]) == 0
    git("add", "-A")
    git("commit", "-q", "-m", message)


def diff(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit status, and what is printed."""
    capsys.readouterr()
    code = run(["diff", *IGNORED, *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err
