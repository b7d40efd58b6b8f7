"""The state of each run: the spec, the rendered tree and the last commit compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from gitune.emit.files import Files
from gitune.emit.tree import Tree
from gitune.listing.model import State
from gitune.listing.repositories import Repository


class Disk(NamedTuple):
    """How the rendered tree differs from what the specs compile to, by path below the output folder."""

    missing: frozenset[str]
    other: frozenset[str]
    """Files with other bytes."""
    crowded: frozenset[str]
    """Folders with files that no spec compiles to."""


def disk_of(output: Path, runs: Collection[Files]) -> Disk:
    """Reads the tree of one project once, for all of its runs."""
    if not runs:
        return Disk(frozenset(), frozenset(), frozenset())
    drift = Tree(output).drift({path: data for files in runs for path, data in files.items()})
    folders = frozenset(path.rpartition("/")[0] for path in drift.unexpected if path.count("/") > 1)
    return Disk(frozenset(drift.missing), frozenset(drift.changed), folders)


def state_of(own: Files, shared: Files, disk: Disk, repository: Repository, output: Path) -> State:
    """The state of a run that compiles, by its own files and those of the volume that it shares with others."""
    if disk.missing.issuperset(own):
        return "unrendered"
    files = {**own, **shared}
    if _differs(files, disk):
        return "drifted"
    place = repository.within(output)
    return "committed" if place is not None and _is_committed(files, place, repository) else "rendered"


def _differs(files: Files, disk: Disk) -> bool:
    folders = {path.rpartition("/")[0] for path in files}
    return not (disk.missing.isdisjoint(files) and disk.other.isdisjoint(files) and disk.crowded.isdisjoint(folders))


def _is_committed(files: Mapping[str, bytes], place: str, repository: Repository) -> bool:
    prefix = "" if place == "." else f"{place}/"
    return all(repository.holds(prefix + path, data) for path, data in files.items())
