"""The `git` program, asked one question at a time."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple


class GitError(Exception):
    """git could not be run, or refused. The message says why, in one line."""


class Git(NamedTuple):
    """A repository, by the root of its work tree."""

    root: Path

    def ask(self, *arguments: str, data: bytes = b"") -> bytes:
        """What git answers.

        Raises:
            GitError: git is not there, or ended with an error.
        """
        return _run(self.root, arguments, data)

    def commit(self, revision: str) -> str | None:
        """The commit that a branch, tag or expression means; None where there is none."""
        try:
            found = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except GitError:
            return None
        return found.decode().strip()

    def fork(self, commit: str) -> str:
        """Where the work tree's branch left `commit`'s; `commit` itself where they share no history."""
        try:
            return self.ask("merge-base", "--", commit, "HEAD").decode().strip() or commit
        except GitError:
            return commit


def repository(folder: Path) -> Git:
    """The repository that a folder lies in.

    Raises:
        GitError: git is not there, or the folder lies in no repository.
    """
    top = _run(folder, ("rev-parse", "--show-toplevel"), b"")
    return Git(Path(os.fsdecode(top.rstrip(b"\n"))).resolve())


def _run(folder: Path, arguments: tuple[str, ...], data: bytes) -> bytes:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, input=data, capture_output=True, env=_environment(), check=False)
    except FileNotFoundError:
        raise GitError("the program `git` is not installed") from None
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(lines[0] if lines else f"git ended with {done.returncode}")
    return done.stdout


def _environment() -> dict[str, str]:
    """Messages in one language; nothing is fetched, asked for or locked."""
    own = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    return {**os.environ, **own}
