"""A copy on this machine of what stands on a volume: the only way to say what its bytes must be."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gitune.resolve.failures import Failure
from gitune.resolve.globs import select
from gitune.resolve.listing import Listing, RemoteFile


class _Found(NamedTuple):
    path: str
    file: Path


class CopyRemote:
    """A folder of this machine, or one file of it."""

    def __init__(self, place: Path, wanted: Sequence[str]) -> None:
        self._root = place.parent if place.is_file() else place
        self._only = place.name if place.is_file() else None
        self._wanted = wanted

    def listing(self, revision: str | None) -> Listing:
        """The wanted files; each is read once, to its end, for its hash."""
        if not self._root.is_dir():
            raise Failure("GT444", f"there is no copy at {self._root}", "give the folder with `--copy model=FOLDER`")
        try:
            wanted, _ = select(self._files(), self._wanted)
            files = tuple(RemoteFile(path, file.stat().st_size, sha256=_sha256(file)) for path, file in wanted)
        except OSError as error:
            raise Failure("GT444", f"the copy at {self._root} cannot be read: {error.strerror}") from None
        return Listing(None, files, str(self._root))

    def read(self, listing: Listing, file: RemoteFile, start: int = 0, end: int | None = None) -> bytes:
        """A part of one file."""
        try:
            with (self._root / file.path).open("rb") as stream:
                stream.seek(start)
                return stream.read(-1 if end is None else end - start)
        except OSError as error:
            raise Failure("GT444", f"the copy at {self._root} cannot be read: {error.strerror}") from None

    def _files(self) -> list[_Found]:
        if self._only is not None:
            return [_Found(self._only, self._root / self._only)]
        return [
            _Found(Path(parent, name).relative_to(self._root).as_posix(), Path(parent, name))
            for parent, folders, names in os.walk(self._root)
            if folders.sort() is None
            for name in names
        ]


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
