"""Paths below a root, as text with forward slashes; the root itself is `""`."""

from __future__ import annotations


def parent(path: str) -> str:
    """The folder that holds it."""
    return path.rpartition("/")[0]


def resolved(folder: str, name: str) -> str | None:
    """A path as written in a file of a folder, from the root; None where it leads out of it."""
    parts: list[str] = []
    for part in (*folder.split("/"), *name.split("/")):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
