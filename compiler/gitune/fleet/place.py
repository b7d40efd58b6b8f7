"""Where the cache lives: with the user, never in the repository, where a pull request could bring one along."""

from __future__ import annotations

import os
from pathlib import Path

from gitune.canonical.digest import sha256_hex

VARIABLE = "GITUNE_CACHE_DIR"
_FILE = "specs"


def cache_file(repository: Path) -> Path | None:
    """The file for a repository; None where nothing is to be kept.

    `GITUNE_CACHE_DIR` names a folder that all who name it share, and none where it is empty. It decides nothing but
    whether a spec is compiled again.
    """
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) / _FILE if named else None
    home = _home()
    return home / "gitune" / sha256_hex(str(repository).encode(errors="surrogateescape"))[:16] / _FILE if home else None


def _home() -> Path | None:
    folder = os.environ.get("XDG_CACHE_HOME")
    if folder and os.path.isabs(folder):
        return Path(folder)
    home = os.path.expanduser("~")
    return Path(home) / ".cache" if os.path.isabs(home) else None
