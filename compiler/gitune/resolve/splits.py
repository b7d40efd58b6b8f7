"""Splits, as the `datasets` library (5.2) tells them from the names of a folder's files. A test compares the two.

The first of these that finds anything decides, for all files: shards below `data/`, folders that are named after a
split, files that are. What then has no split is not read; where nothing has one, all of it is `train`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

File = TypeVar("File")

_KEYWORDS = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "dev", "val"),
    "test": ("test", "testing", "eval", "evaluation"),
}
_SHARD = re.compile(r"data/([^/]*?)-\d{5}-of-\d{5}[^/]*\.[^/]*")
_BETWEEN = "[-._ 0-9]"


def splits_of(files: Iterable[File], path_of: Callable[[File], str]) -> dict[str, list[File]]:
    """The files of each split; train, validation and test first."""
    named = [(path_of(file), file) for file in files]
    visible = [(path, file) for path, file in named if not _hidden(path)]
    for tell in (_by_shard, _by_folder, _by_name):
        found: dict[str, list[File]] = {}
        for path, file in visible:
            for split in tell(path):
                found.setdefault(split, []).append(file)
        if found:
            order = [split for split in _KEYWORDS if split in found] + sorted(found.keys() - _KEYWORDS.keys())
            return {split: found[split] for split in order}
    return {"train": [file for _, file in visible]}


def _by_shard(path: str) -> list[str]:
    match = _SHARD.fullmatch(path)
    return [match[1]] if match else []


def _by_folder(path: str) -> list[str]:
    folders = path.split("/")[:-1]
    return [split for split in _KEYWORDS if any(_in_folder(split).fullmatch(folder) for folder in folders)]


def _by_name(path: str) -> list[str]:
    name = path.rpartition("/")[2]
    return [split for split in _KEYWORDS if _in_name(split).fullmatch(name)]


def _in_folder(split: str) -> re.Pattern[str]:
    return re.compile(rf"(?:.*{_BETWEEN})?(?:{'|'.join(_KEYWORDS[split])})(?:{_BETWEEN}.*)?")


def _in_name(split: str) -> re.Pattern[str]:
    return re.compile(rf"(?:.*{_BETWEEN})?(?:{'|'.join(_KEYWORDS[split])}){_BETWEEN}.*")


def _hidden(path: str) -> bool:
    return any(part.startswith((".", "__")) for part in path.split("/"))
