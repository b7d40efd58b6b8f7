"""What differs between a commit and the work tree."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from gitune.git.program import Git

_HEAD = re.compile(rb"[^\n]* (?:missing|blob (?P<size>[0-9]+)|[a-z]+ (?P<other>[0-9]+))\n")


def changed_since(git: Git, commit: str) -> frozenset[str]:
    """Every path, from the repository's root, that is another, gone or new: committed, staged, or neither.

    What Git ignores is not seen. A submodule, and a repository inside, is one path.

    Raises:
        GitError: git cannot read the commit or the work tree.
    """
    differing = git.ask("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-relative", commit, "--")
    new = git.ask("ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", ":/")
    paths = (os.fsdecode(path) for path in (differing + new).split(b"\0") if path)
    return frozenset(path.rstrip("/") for path in paths)


def contents(git: Git, commit: str, paths: Iterable[str]) -> dict[str, bytes]:
    """Those of the files that a commit has, without listing all that it has.

    Raises:
        GitError: git cannot read its objects.
    """
    wanted = [path for path in paths if "\n" not in path]
    if not wanted:
        return {}
    names = b"".join(os.fsencode(f"{commit}:{path}\n") for path in wanted)
    stream, place, found = git.ask("cat-file", "--batch", data=names), 0, {}
    for path in wanted:
        head = _HEAD.match(stream, place)
        if head is None:
            break
        place = head.end()
        size = head["size"] or head["other"]
        if size is not None:
            if head["size"] is not None:
                found[path] = stream[place : place + int(size)]
            place += int(size) + 1
    return found
