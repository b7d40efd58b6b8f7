"""Paths that come from outside: from variables, and from the names that a repository gives its files."""

from pathlib import Path

STATE_FOLDER = ".gitune"
"""What the initializer writes about a target, in a folder of this name below it."""

_LONGEST_NAME = 255


def is_inside(path: str) -> bool:
    """Whether `path` is relative and every part of it is a plain name, so that joining it never leads upwards."""
    parts = path.split("/")
    return all(_is_plain(part) for part in parts)


def is_fit_for_target(path: str) -> bool:
    """Whether a source's file may land at `path` below a target: inside it, and not among the initializer's own."""
    return is_inside(path) and path.split("/", 1)[0] != STATE_FOLDER


def rooted(root: Path, path: str) -> Path | None:
    """Put `root` in front of the absolute `path`; None where `path` is not absolute or leads upwards."""
    if not path.startswith("/"):
        return None
    below = [part for part in path.split("/") if part not in {"", "."}]
    if not all(map(_is_plain, below)):
        return None
    return root.joinpath(*below)


def _is_plain(part: str) -> bool:
    return (
        part not in {"", ".", ".."}
        and len(part.encode(errors="surrogateescape")) <= _LONGEST_NAME
        and part.isprintable()
        and "\\" not in part
    )
