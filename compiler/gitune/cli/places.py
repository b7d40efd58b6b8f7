"""Paths inside a repository: from its root, with forward slashes; the root itself is `""`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from gitune.canonical.places import parent
from gitune.git.program import Git
from gitune.project.model import SPECS
from gitune.workspace.find import is_spec_name

_SKIPPED = frozenset(["rendered", "node_modules"])


def joined(folder: str, name: str) -> str:
    """A path below a folder; `..` is taken away."""
    parts: list[str] = []
    for part in (*folder.split("/"), *name.split("/")):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def relative(path: str, folder: str) -> str:
    """A path from a folder that it lies below."""
    return path.removeprefix(f"{folder}/") if folder else path


def within(git: Git, path: Path) -> str | None:
    """A path of this machine; None where it lies outside the repository."""
    try:
        place = path.resolve().relative_to(git.root).as_posix()
    except ValueError:
        return None
    return "" if place == "." else place


def upwards(folder: str) -> Iterator[str]:
    """A folder and all above it, the root last."""
    while folder:
        yield folder
        folder = parent(folder)
    yield ""


def is_spec(path: str) -> bool:
    """Whether a search for specs takes the file for one, where no project says otherwise."""
    return is_spec_name(path.rpartition("/")[2])


def is_meant(path: str, root: str, patterns: Sequence[str]) -> bool:
    """Whether a search takes the file for a spec of the project in `root`."""
    if tuple(patterns) == SPECS:
        return is_spec(path)
    from gitune.canonical.globs import matches

    return path.endswith((".yaml", ".yml")) and matches(relative(path, root), patterns)


def is_asked(file: str, paths: Collection[str]) -> bool:
    """Whether a file is one of the paths, or a search for specs would come by it."""
    return any(file == path or _found_below(file, path) for path in paths)


def _found_below(file: str, folder: str) -> bool:
    prefix = f"{folder}/" if folder else ""
    if not file.startswith(prefix):
        return False
    between = file.removeprefix(prefix).split("/")[:-1]
    return not any(part.startswith(".") or part in _SKIPPED for part in between)
