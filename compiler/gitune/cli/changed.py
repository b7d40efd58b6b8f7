"""`--changed-since`: the revision that is meant, and what differs from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic
from gitune.fleet.touched import Changes
from gitune.git.changes import changed_since
from gitune.git.program import GitError, repository
from gitune.workspace.find import default_paths


def changes(revision: str, paths: Sequence[str]) -> Changes | Diagnostic:
    """What differs between the work tree and where its branch left the revision; or why nobody can tell."""
    first = Path((paths or default_paths())[0]).resolve()
    try:
        git = repository(next(folder for folder in (first, *first.parents) if folder.is_dir()))
        commit = git.commit(revision)
        if commit is None:
            hint = "fetch it first; a CI job has to check out the whole history (`fetch-depth: 0`)"
            return _unusable("GT522", f"this repository has no commit `{revision}`", hint)
        fork = git.fork(commit)
        return Changes(git, fork, changed_since(git, fork))
    except GitError as error:
        return _unusable("GT521", f"nothing to compare with: {error}", "run it inside a Git repository")


def _unusable(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, severity_of(code), message, hint=hint)
