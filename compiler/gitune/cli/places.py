"""Paths inside a repository: from its root, with forward slashes; the root itself is `""`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gitune.workspace.model import SPEC_FILE, SPEC_SUFFIX

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


def parent(path: str) -> str:
    """The folder that holds it."""
    return path.rpartition("/")[0]


def upwards(folder: str) -> Iterator[str]:
    """A folder and all above it, the root last."""
    while folder:
        yield folder
        folder = parent(folder)
    yield ""


def is_spec(path: str) -> bool:
    """Whether a search for specs takes the file for one."""
    name = path.rpartition("/")[2]
    return name == SPEC_FILE or name.endswith(SPEC_SUFFIX)


def is_asked(file: str, paths: Collection[str]) -> bool:
    """Whether a file is one of the paths, or a search for specs would come by it."""
    return any(file == path or _found_below(file, path) for path in paths)


def _found_below(file: str, folder: str) -> bool:
    prefix = f"{folder}/" if folder else ""
    if not file.startswith(prefix):
        return False
    between = file.removeprefix(prefix).split("/")[:-1]
    return not any(part.startswith(".") or part in _SKIPPED for part in between)
