"""Which runs stood in Git before."""

from __future__ import annotations

import re
from collections.abc import Collection

from gitune.git.program import Git

_RUN = re.compile(rb'^\+  "run": "([a-z0-9-]+)",?$', re.MULTILINE)
_GLOB, _ESCAPED = re.compile(r"([\\*?\[])"), r"\\\1"
_COMMIT = re.compile(rb"^commit ([0-9a-f]+)$", re.MULTILINE)


def earlier_runs(git: Git, commit: str, output: str, manifest: str, runs: Collection[str]) -> dict[str, str]:
    """Those of the runs that a rendered tree had in any commit up to `commit`, each with the newest that brought it.

    Args:
        git: the repository.
        commit: where the history ends.
        output: the rendered tree's folder, from the repository's root.
        manifest: name of the file that names each run.
        runs: names of runs.

    Raises:
        GitError: git cannot read the history.
    """
    if not runs:
        return {}
    log = git.ask(
        *("log", "-m", "-p", "-U0", "--text", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"),
        *(
            "--format=commit %h",
            '-G^  "run": ',
            commit,
            "--",
            f":(top,glob){_GLOB.sub(_ESCAPED, output)}/*/*/{manifest}",
        ),
    )
    found: dict[str, str] = {}
    commits = [(place.start(), place[1].decode()) for place in _COMMIT.finditer(log)]
    for match in _RUN.finditer(log):
        name = match[1].decode()
        if name in runs and name not in found:
            found[name] = next(short for start, short in reversed(commits) if start < match.start())
    return found
