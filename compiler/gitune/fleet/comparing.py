"""One run's files, and what stands in the tree in their place."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from gitune.canonical.digest import sha256_hex
from gitune.emit.drift import Drift
from gitune.emit.files import MANIFEST

Seals = Mapping[str, str]
"""SHA-256 by path: of manifests, which hold those of all other files, and of what no manifest lists."""


def standing(root: Path, path: str) -> bytes | None:
    """A file of the tree; None where there is none, nothing where it cannot be read: no file of ours is empty."""
    try:
        with open(f"{root}/{path}", "rb", 0) as stream:
            return stream.readall()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError:
        return b""


def same(root: Path, files: Mapping[str, bytes]) -> bool:
    """Whether every file stands in the tree as it should."""
    return all(standing(root, path) == data for path, data in files.items())


def drift(root: Path, files: Mapping[str, bytes]) -> Drift:
    """How the tree differs from a run's files; `unexpected` is what stands in the run's folders, or is listed, too."""
    actual = {path: standing(root, path) for path in files}
    changed = tuple(path for path, data in files.items() if actual[path] not in (None, data))
    missing = tuple(path for path in files if actual[path] is None)
    listed = (path for path in changed if path.endswith(MANIFEST))
    owned = {each for path in listed for each in _listed(actual[path] or b"") if standing(root, each) is not None}
    return Drift(changed, missing, tuple(sorted({*owned, *beside(root, files)} - files.keys())))


def beside(root: Path, paths: Iterable[str]) -> list[str]:
    """What else stands in the folders of a run. What no run has to itself, as the folder of Flux, is left out."""
    known = set(paths)
    folders = {path.rpartition("/")[0] for path in known if path.count("/") > 1}
    return [path for folder in sorted(folders) for path in _files_in(root, folder) if path not in known]


def _files_in(root: Path, folder: str) -> list[str]:
    try:
        with os.scandir(f"{root}/{folder}") as entries:
            return [f"{folder}/{entry.name}" for entry in entries if entry.is_file()]
    except (FileNotFoundError, NotADirectoryError):
        return []


def seals_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """What has to be kept of files to know them again."""
    manifests = {path: data for path, data in files.items() if path.endswith(f"/{MANIFEST}")}
    covered = {path for data in manifests.values() for path in _listed(data)}
    return {path: sha256_hex(data) for path, data in files.items() if path not in covered}


def unbroken(root: Path, seals: Seals) -> tuple[str, ...] | None:
    """The paths of all files, where every one in the tree is what was sealed; None otherwise."""
    paths: list[str] = []
    for path, seal in seals.items():
        data = standing(root, path)
        if data is None or sha256_hex(data) != seal:
            return None
        paths.append(path)
        if path.endswith(f"/{MANIFEST}"):
            files = _hashes(data)
            if any(_hash(root, each) != digest for each, digest in files.items()):
                return None
            paths += files
    return tuple(paths)


def _hash(root: Path, path: str) -> str | None:
    data = standing(root, path)
    return None if data is None else f"sha256:{sha256_hex(data)}"


def _hashes(manifest: bytes) -> dict[str, str]:
    """What a manifest lists; nothing where it is broken."""
    try:
        files = json.loads(manifest)["files"]
    except (ValueError, KeyError, TypeError):
        return {}
    return files if isinstance(files, dict) else {}


def _listed(manifest: bytes) -> list[str]:
    return [path for path in _hashes(manifest) if not path.startswith("/") and ".." not in path.split("/")]
