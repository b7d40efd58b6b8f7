"""Writing files so that a reader, at any moment, sees the old one or the new one and never half of one."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any


def write_text(path: Path, text: str) -> None:
    """Replace the file at ``path`` at once, and durably."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Replace the file at ``path`` by ``value`` as JSON."""
    write_text(path, json.dumps(value, indent=2, allow_nan=False) + "\n")


def read_json(path: Path) -> dict[str, Any] | None:
    """The JSON object at ``path``; None when it is not there or is not one."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def link(source: Path, target: Path) -> None:
    """Make ``target`` the same file as ``source``, or a copy where the volume has no hard links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def replace_folder(partial: Path, target: Path) -> None:
    """Put the finished folder ``partial`` in the place of ``target``."""
    if target.exists():
        shutil.rmtree(target)
    partial.replace(target)
